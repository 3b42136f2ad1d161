"""The first page: begin an enrollment, resume a draft, see what became of the packets."""
