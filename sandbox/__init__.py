"""A strict local Bot API server with people in it, for the demo, the tests and the benchmarks.

It knows nothing of the product: a bot meets it over HTTP, exactly as it would meet Telegram. Three doors:
`sandbox.server.running()` inside a test's event loop, `python -m sandbox --port N` as a process of its own,
and `sandbox.client.Client`, which speaks the control API (`/sim/*`) in sentences.

The map, from the ground up:

    clock      time that can be moved, and waiting by it        errors     refusals, in Telegram's words
    records    what exists: users, chats, messages, files       events     what just happened, for whoever watches
    cast       who is there when the curtain rises              world      the records, their ids, lookup, snapshot
    render     records -> the Bot API's JSON, as one bot sees   files      uploads, limits, ids per bot, samples
    text       cleaning, limits, entities                       markup     pieces of marked text -> entities
    html_mode, markdown_mode  the two parse modes               keyboards  inline and reply keyboards, checked
    updates    one queue of updates per bot, getUpdates         webhook    delivery with Telegram's queue keys
    delivery   who is told what: updates out of the world       membership joining, leaving, blocking, migrating
    schema     the Bot API's methods and fields, from aiogram   wire       HTTP in and out, envelopes, downloads
    methods/   what each Bot API method does, by topic          gateway    one request's way past every check
    faults     rules that break things on purpose               flood      Telegram's sending limits
    journal    every request and how it ended                   view       what a person sees
    acts, presses, comings  what a person can do                door       how `/sim/*` is asked and answers
    control    `/sim/*` that acts                               lookout    `/sim/*` that reads
    server     all of it put together                           client     a small client of the control API
    probes     a bare caller and a recording webhook, for contract tests
"""
