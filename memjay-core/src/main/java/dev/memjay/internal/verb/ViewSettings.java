package dev.memjay.internal.verb;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.KeyCodec;
import dev.memjay.internal.setting.KeyRule;
import dev.memjay.internal.setting.Setting;
import dev.memjay.internal.setting.Settings;
import dev.memjay.internal.setting.TimeToLive;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.LoadPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * All that tells one view from another. Immutable; the bytes of a call depend on nothing else, so the order in which
 * views are composed cannot matter.
 *
 * @param namespace stands before everything else in a key
 * @param hashNamespace whether the namespace takes part in placement
 * @param prefix all prefixes, the outermost first
 * @param keyRule what becomes of keys that cannot be sent as they are
 * @param keyCodec makes memcached's keys of the caller's
 * @param codec encodes and decodes the values
 * @param compression how values are compressed, or null
 * @param ttl time to live for verbs that are called without one
 * @param timeoutNanos time limit of a call
 * @param failurePolicy what becomes of failures that lie outside the caller
 * @param maxExpandedBytes what the compressed values of one call may expand to
 * @param loadPolicy how values are loaded where the call does not say
 * @param name the name that readers of logs and metrics know, or null
 */
public record ViewSettings<K, V>(
        String namespace,
        boolean hashNamespace,
        String prefix,
        KeyRule keyRule,
        KeyCodec<? super K> keyCodec,
        Codec<V> codec,
        @Nullable Compression compression,
        Duration ttl,
        long timeoutNanos,
        FailurePolicy failurePolicy,
        long maxExpandedBytes,
        LoadPolicy loadPolicy,
        @Nullable String name) {

    /** What a client's own keyspaces start with. */
    public static <V> ViewSettings<String, V> of(Settings settings, Codec<V> codec) {
        return new ViewSettings<>(
                settings.get(Setting.NAMESPACE),
                settings.get(Setting.HASH_NAMESPACE),
                settings.get(Setting.PREFIX),
                settings.get(Setting.KEY_POLICY),
                KeyCodec.strings(),
                codec,
                null,
                settings.get(Setting.TTL),
                settings.get(Setting.TIMEOUT).toNanos(),
                settings.get(Setting.FAILURE_POLICY),
                settings.get(Setting.MAX_EXPANDED_BYTES),
                LoadPolicy.standard(),
                null);
    }

    public ViewSettings<K, V> withPrefix(String inner) {
        Draft<K, V> draft = draft();
        draft.prefix += inner;
        return draft.done();
    }

    public ViewSettings<K, V> withTtl(Duration newTtl) {
        Draft<K, V> draft = draft();
        draft.ttl = TimeToLive.checked(newTtl);
        return draft.done();
    }

    public ViewSettings<K, V> withTimeout(Duration timeout) {
        Setting.TIMEOUT.checked(timeout);
        Draft<K, V> draft = draft();
        draft.timeoutNanos = timeout.toNanos();
        return draft.done();
    }

    public ViewSettings<K, V> withFailurePolicy(FailurePolicy policy) {
        Draft<K, V> draft = draft();
        draft.failurePolicy = policy;
        return draft.done();
    }

    public ViewSettings<K, V> withKeyRule(KeyRule rule) {
        Draft<K, V> draft = draft();
        draft.keyRule = rule;
        return draft.done();
    }

    public <K2> ViewSettings<K2, V> withKeyCodec(KeyCodec<? super K2> newKeyCodec) {
        return new Draft<K2, V>(this, newKeyCodec, codec).done();
    }

    public <V2> ViewSettings<K, V2> withCodec(Codec<V2> newCodec) {
        return new Draft<K, V2>(this, keyCodec, newCodec).done();
    }

    public ViewSettings<K, V> withCompression(Compression newCompression) {
        Draft<K, V> draft = draft();
        draft.compression = newCompression;
        return draft.done();
    }

    public ViewSettings<K, V> withLoadPolicy(LoadPolicy policy) {
        Draft<K, V> draft = draft();
        draft.loadPolicy = policy;
        return draft.done();
    }

    public ViewSettings<K, V> withName(String newName) {
        if (newName.isBlank()) {
            throw new IllegalArgumentException("name is '" + newName + "'; give one that a reader of metrics knows");
        }
        Draft<K, V> draft = draft();
        draft.name = newName;
        return draft.done();
    }

    private Draft<K, V> draft() {
        return new Draft<>(this, keyCodec, codec);
    }

    /** What tells a reader of logs one view from another: the name, the prefixes with the namespace, the codec. */
    public String title() {
        return "[" + (name == null ? "" : "name=" + name + ", ") + "prefix=" + namespace + prefix + ", codec=" + codec
                + "]";
    }

    /** The settings of a view that is about to be made: the one place that copies them all. */
    private static final class Draft<K, V> {
        private final ViewSettings<?, ?> from;
        private final KeyCodec<? super K> keyCodec;
        private final Codec<V> codec;
        private String prefix;
        private KeyRule keyRule;
        private @Nullable Compression compression;
        private Duration ttl;
        private long timeoutNanos;
        private FailurePolicy failurePolicy;
        private LoadPolicy loadPolicy;
        private @Nullable String name;

        Draft(ViewSettings<?, ?> from, KeyCodec<? super K> keyCodec, Codec<V> codec) {
            this.from = from;
            this.keyCodec = keyCodec;
            this.codec = codec;
            prefix = from.prefix;
            keyRule = from.keyRule;
            compression = from.compression;
            ttl = from.ttl;
            timeoutNanos = from.timeoutNanos;
            failurePolicy = from.failurePolicy;
            loadPolicy = from.loadPolicy;
            name = from.name;
        }

        ViewSettings<K, V> done() {
            return new ViewSettings<>(
                    from.namespace,
                    from.hashNamespace,
                    prefix,
                    keyRule,
                    keyCodec,
                    codec,
                    compression,
                    ttl,
                    timeoutNanos,
                    failurePolicy,
                    from.maxExpandedBytes,
                    loadPolicy,
                    name);
        }
    }
}
