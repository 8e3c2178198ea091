"""A whole folder of recordings to transcripts: `dictate batch`.

`sources` finds the recordings, `queue` remembers what became of each, `work` makes the result of one, `local` and
`cluster` do many at a time, `envelope` seals what comes out, and `run` ties them together. A recording is known by what
it holds, never by its name, so that no copy is done twice; only the process that runs the queue writes results.
"""
