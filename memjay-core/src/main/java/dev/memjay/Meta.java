package dev.memjay;

import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.verb.KeyEncoder;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.model.Node;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * memcached's meta commands with flags of one's own, for what no verb says. Keys are those of the client's keyspaces; values
 * are bytes as they are stored. What a reply means for the item, win, stale and already-won marks above all, is the caller's
 * matter. Needs the meta protocol. Thread-safe.
 *
 * <pre>{@code
 * MetaReply reply = memjay.meta().get("some_key").flags("v", "t", "N30").send();
 * }</pre>
 */
public final class Meta {
    private static final TextCommand NOOP = new TextCommand("mn", TextCommand.Ending.LINE);

    private final Engine engine;
    private final KeyEncoder<String> keys;
    private final long timeoutNanos;

    Meta(Engine engine, KeyEncoder<String> keys, long timeoutNanos) {
        this.engine = engine;
        this.keys = keys;
        this.timeoutNanos = timeoutNanos;
    }

    /**
     * {@code mg}: reads an item or facts of it.
     *
     * @param key the key
     */
    public MetaCommand get(String key) {
        return command("mg", key, null);
    }

    /**
     * {@code ms}: stores an item.
     *
     * @param key the key
     * @param data the bytes to store; not to be changed until the command was sent
     */
    public MetaCommand set(String key, byte[] data) {
        return command("ms", key, Objects.requireNonNull(data, "data"));
    }

    /**
     * {@code md}: deletes an item or marks it stale.
     *
     * @param key the key
     */
    public MetaCommand delete(String key) {
        return command("md", key, null);
    }

    /**
     * {@code ma}: counts up or down.
     *
     * @param key the key
     */
    public MetaCommand arithmetic(String key) {
        return command("ma", key, null);
    }

    /**
     * {@code me}: what the server tells people of an item. Blocks as every verb does.
     *
     * @param key the key; one that needs base64 is not found by memcached 1.6.45
     * @return the words behind the key, such as {@code cls=1}; empty when there is no item
     */
    public List<String> debug(String key) {
        WireKey wireKey = keys.encode(Objects.requireNonNull(key, "key"));
        String command = "me " + wireKey.wire() + (wireKey.base64() ? " b" : "");
        List<String> lines = engine.text(
                engine.nodeFor(wireKey.placed()), new TextCommand(command, TextCommand.Ending.LINE), timeoutNanos);
        String line = lines.isEmpty() ? "" : lines.get(0);
        if (!line.startsWith("ME ")) {
            return List.of();
        }
        List<String> words = List.of(line.split(" ", -1));
        return words.subList(Math.min(2, words.size()), words.size());
    }

    /**
     * {@code mn}: nothing but a sign of life. Blocks as every verb does.
     *
     * @param node one of the client's nodes
     */
    public void noop(Node node) {
        engine.text(node, NOOP, timeoutNanos);
    }

    private MetaCommand command(String name, String key, byte @Nullable [] data) {
        return new MetaCommand(
                engine, timeoutNanos, name, keys.encode(Objects.requireNonNull(key, "key")), List.of(), data);
    }
}
