package dev.memjay.placement;

import dev.memjay.model.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * pymemcache's {@code RendezvousHash}: every node's name is hashed together with the key by MurmurHash3, and the node
 * with the highest score has it.
 *
 * <p>Python hashes code points, of which the low eight bits count. A {@code bytes} key it formats first, so that
 * {@code b"k"} stands as {@code b'k'} and goes elsewhere than {@code "k"}. What a routing key does not tell is which of
 * the two the Python program uses; this is told once for all keys, and a key that is not UTF-8 can only be bytes. On
 * equal scores the greater name wins, by code point. Weights do not count.
 */
final class Rendezvous implements Placement {
    private final String name;
    private final int seed;
    private final boolean keysAreBytes;

    Rendezvous(String name, int seed, boolean keysAreBytes) {
        this.name = name;
        this.seed = seed;
        this.keysAreBytes = keysAreBytes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Ring ring(List<Node> nodes) {
        if (nodes.size() == 1) {
            return route -> 0;
        }
        return named(nodes.stream().map(Rendezvous::nameOf).toList());
    }

    /** The ring of nodes that are known by these names. */
    Ring named(List<String> names) {
        int[] order = greatestFirst(names);
        Candidate[] candidates = new Candidate[order.length];
        for (int i = 0; i < order.length; i++) {
            candidates[i] = new Candidate(lowBytes(names.get(order[i]) + "-"), seed);
        }
        return route -> {
            String key = hashed(route);
            int best = 0;
            int bestScore = candidates[0].score(key);
            for (int i = 1; i < candidates.length; i++) {
                int score = candidates[i].score(key);
                if (Integer.compareUnsigned(score, bestScore) > 0) {
                    best = i;
                    bestScore = score;
                }
            }
            return order[best];
        };
    }

    /** The names' indexes in the order in which equal scores are decided; a name that comes again has no say. */
    static int[] greatestFirst(List<String> names) {
        return names.stream()
                .distinct()
                .sorted((one, other) -> CodePoints.compare(other, one))
                .mapToInt(names::indexOf)
                .toArray();
    }

    /** What Python hashes for a key, of each character the low eight bits. */
    private String hashed(String route) {
        @Nullable String text = keysAreBytes ? null : CodePoints.text(route);
        if (text == null) {
            return PythonBytes.repr(route);
        }
        return text == route ? route : lowBytes(text);
    }

    /** Of each character the low eight bits. */
    static String lowBytes(String text) {
        StringBuilder low = new StringBuilder(text.length());
        text.codePoints().forEach(point -> low.append((char) (point & 0xFF)));
        return low.toString();
    }

    /** A node as pymemcache's HashClient writes it. */
    private static String nameOf(Node node) {
        return node.isUnix() ? node.host() : node.host() + ":" + node.port();
    }

    /** The hash of a node's name so far, to be gone on with for each key. */
    private static final class Candidate {
        private final int state;
        /** The characters behind the last full word. */
        private final int pending;

        private final int pendingBits;
        private final int length;

        Candidate(String prefix, int seed) {
            int end = prefix.length() & ~3;
            int hash = seed;
            for (int i = 0; i < end; i += 4) {
                hash = Murmur.mix(hash, LittleEndian.word(prefix, i));
            }
            state = hash;
            pending = LittleEndian.tail(prefix, end);
            pendingBits = (prefix.length() - end) * 8;
            length = prefix.length();
        }

        int score(String key) {
            int keyLength = key.length();
            int hash = state;
            int word = pending;
            int bits = pendingBits;
            for (int i = 0; i < keyLength; i++) {
                word |= key.charAt(i) << bits;
                bits += 8;
                if (bits == 32) {
                    hash = Murmur.mix(hash, word);
                    word = 0;
                    bits = 0;
                }
            }
            return Murmur.finish(hash, word, length + keyLength);
        }
    }
}
