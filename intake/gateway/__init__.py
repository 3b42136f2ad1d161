"""The HTTP face: knows who delivers, verifies who sealed, stores durably, signs a receipt. It has no key that decrypts.

GET /v1/health
PUT /v1/packets/<packet id>      X-Nonce: 32 hex digits     X-Signature-Length: n
    X-Receipt-Version: up to which one the station reads receipts (station.formats.receipt); without it, 1
    X-Checkpoint: base64 of the signed note over the station's audit log, where it sends one; it returns in the receipt
    body: the station's detached signature (n bytes), then the packet
"""
