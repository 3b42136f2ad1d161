"""An OSIA 7.1 enrollment server, by its enrollment interface 1.3.0 (docs/osia.md says how its words are read here).

    options                 `[osia]` of station.toml, and the token beside it
    form/                   everything personal encrypted to the receivers, one buffer a file
    submission, references  what waits in the outbox, and the object once the server has named the buffers
    scope, integrity        OSIA's scopes and hashes; merge_patch: RFC 7396
    transport/              create, buffers, patch, finalize
    statement, receipt      OSIA signs no receipt: our own word, and what is checked of it

OSIA (c) Secure Identity Alliance (2022), see NOTICE.
"""
