"""What packet and transport of a MOSIP receiver share: who we are there, what is announced, what counts as receipt."""
