"""Pages: one folder each. A page id is a step id of the workflow, or one of the pages around it.

May import widgets, bridge, messages and theme; pages do not know each other, and presenters know no Qt.
"""

# Page id -> dotted name of its class; loaded when first shown, so that the window appears at once.
PAGES: dict[str, str] = {
    "sign_in": "ui.pages.sign_in.view.SignInPage",
    "home": "ui.pages.home.view.HomePage",
    "form": "ui.pages.form.view.FormPage",
    "portrait": "ui.pages.portrait.view.PortraitPage",
    "fingerprints": "ui.pages.fingerprints.view.FingerprintsPage",
    "attachments": "ui.pages.attachments.view.AttachmentsPage",
    "signature": "ui.pages.signature.view.SignaturePage",
    "review": "ui.pages.review.view.ReviewPage",
    "day": "ui.pages.day.view.DayPage",
    "approvals": "ui.pages.approvals.view.ApprovalsPage",
    "sealed": "ui.pages.sealed.view.SealedPage",
}
