"""Keys in tokens: cards, TPMs, HSMs, through the PKCS#11 module that their maker or the system brings.

A module is foreign native code: it may hang, crash, print, or keep a lock for ever. Each one therefore lives in a
process of its own (`process`, `worker`), which is ended when it does not answer; the private key never leaves the
token, and the maker's code never enters the station. `store` is the KeyStore for people, `making` makes keys in a
token, `admission` gives a person's token the key of the drafts.

Nothing is imported here: what the module's process loads is no more than it needs.
"""
