package dev.memjay;

import dev.memjay.codec.Codec;
import dev.memjay.internal.setting.Setting;
import dev.memjay.internal.setting.Settings;
import dev.memjay.internal.verb.KeyEncoder;
import dev.memjay.internal.verb.ViewSettings;
import dev.memjay.model.Node;
import dev.memjay.placement.Placement;
import java.util.List;
import java.util.Objects;

/**
 * Where keys would live under given settings, worked out without a client and without asking a server, see
 * {@link MemjayBuilder#layout()}. Immutable and thread-safe.
 */
public final class Layout {
    private final List<Node> nodes;
    private final Placement.Ring ring;
    private final KeyEncoder<String> keys;

    Layout(Settings settings) {
        nodes = settings.nodes();
        ring = settings.get(Setting.PLACEMENT).ring(nodes);
        keys = new KeyEncoder<>(ViewSettings.of(settings, Codec.bytes()));
    }

    /** All nodes, in the order they were configured; unmodifiable. */
    public List<Node> nodes() {
        return nodes;
    }

    /**
     * The node that a key belongs to, by prefix, namespace, key policy and placement.
     *
     * @param key the key, as a keyspace without further prefixes takes it
     * @throws dev.memjay.error.IllegalKeyException if the key could not be sent
     */
    public Node nodeFor(String key) {
        return nodes.get(
                ring.indexOf(keys.encode(Objects.requireNonNull(key, "key")).placed()));
    }

    /** The nodes. */
    @Override
    public String toString() {
        return "Layout" + nodes;
    }
}
