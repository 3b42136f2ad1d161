"""Values and rules of an enrollment. Pure: no I/O, no clock, no threads; everything is frozen."""
