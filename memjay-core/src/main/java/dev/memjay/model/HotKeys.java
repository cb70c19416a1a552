package dev.memjay.model;

import dev.memjay.error.MemjayException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which keys of a fleet were used most while its servers were watched, by whatever client.
 *
 * @param watched how long they were watched
 * @param keys the keys, those used most first
 * @param nodes the servers that were watched, those used most first
 * @param failed the servers that could not be watched, and why
 */
public record HotKeys(Duration watched, List<OfKey> keys, List<OfNode> nodes, Map<Node, MemjayException> failed) {
    /** Takes copies. */
    public HotKeys {
        keys = List.copyOf(keys);
        nodes = List.copyOf(nodes);
        failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
    }

    /**
     * A key on one server. The counts are of what the server told, see {@link OfNode#skipped}.
     *
     * @param key the key as it lies on the server, with its prefixes, as UTF-8
     * @param node the server
     * @param uses how often it was read, written or missed
     * @param error by how much {@code uses} may be too high; 0 unless very many keys were used
     * @param share {@code uses} as a part of all uses on all servers, 0 to 1
     */
    public record OfKey(String key, Node node, long uses, long error, double share) {}

    /**
     * A server.
     *
     * @param node the server
     * @param uses how many uses of keys it told of
     * @param skipped how many more there were that it did not tell of, since its log was full; they are left out at random,
     *     as far as keys are concerned
     * @param share what it told as a part of what all told, 0 to 1
     */
    public record OfNode(Node node, long uses, long skipped, double share) {}
}
