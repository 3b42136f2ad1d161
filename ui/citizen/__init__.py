"""The window that faces the applicant: a second screen, or a frame on the first.

It is handed `station.domain.citizen_view.CitizenView`, pictures and ink of the person who is served, and gives back
what that person chose. It knows no service, no page and no word of the operator's window: of the station it imports
the view alone, of the window theme and widgets that say nothing by themselves. Its words stand in `words`, in more
languages than the operator has.
"""
