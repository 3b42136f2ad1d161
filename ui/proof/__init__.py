"""What proves an exception, on the page where it was said: a photograph, and a second person with their PIN. Three
pages have it; none of them knows how it is done."""
