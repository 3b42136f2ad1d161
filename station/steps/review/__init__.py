"""All answers and samples on one page, to be compared; then people sign."""
