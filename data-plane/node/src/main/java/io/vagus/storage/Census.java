package io.vagus.storage;

/** What a look at every message found: which are there, and which are damaged. */
final class Census {

    final SubjectIndex index = new SubjectIndex();
    final LongList damaged = new LongList();
    long messages;
    long bytes;

    private Census() {}

    /**
     * Looks at every message. Errors: {@link StorageException} where one cannot be read.
     *
     * @param known one that is known to be damaged; 0 for none
     */
    static Census of(FileStreamStore store, long known) {
        Census census = new Census();
        for (Segment segment : store.segments) {
            for (long s = segment.nextLive(0); s != 0; s = s == segment.last ? 0 : segment.nextLive(s + 1)) {
                Entry entry = s == known ? null : store.reader.entry(segment, s);
                if (entry == null) {
                    census.damaged.add(s);
                } else {
                    census.messages++;
                    census.bytes +=
                            store.sizeOf(entry.subjectLength, Math.max(0, entry.headersLength), entry.payloadLength);
                    census.index.add(entry.subject(), s);
                }
            }
        }
        return census;
    }
}
