package dev.memjay.codec;

/** A compression that writes as the first does and reads what either wrote. */
record EitherCompression(Compression first, Compression second) implements Compression {
    static final Compression STANDARD = new EitherCompression(Compression.zlib(), Compression.gzip());

    @Override
    public Encoded compress(Encoded plain) {
        return first.compress(plain);
    }

    @Override
    public boolean isMarked(int flags) {
        return first.isMarked(flags) || second.isMarked(flags);
    }

    @Override
    public Encoded expand(Encoded compressed) {
        return first.isMarked(compressed.flags()) ? first.expand(compressed) : second.expand(compressed);
    }

    @Override
    public String toString() {
        return first + " also reading " + second;
    }
}
