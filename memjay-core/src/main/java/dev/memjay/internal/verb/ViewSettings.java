package dev.memjay.internal.verb;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.KeyCodec;
import dev.memjay.internal.setting.KeyRule;
import dev.memjay.internal.setting.Setting;
import dev.memjay.internal.setting.Settings;
import dev.memjay.internal.setting.TimeToLive;
import dev.memjay.model.FailurePolicy;
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
 * @param failures what becomes of failures that lie outside the caller
 * @param maxExpandedBytes what the compressed values of one call may expand to
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
        long maxExpandedBytes) {

    /** What a client's own keyspaces start with. */
    public static <V> ViewSettings<String, V> of(Settings settings, Codec<V> codec) {
        return new ViewSettings<>(
                settings.get(Setting.NAMESPACE),
                settings.isOn(Setting.HASH_NAMESPACE),
                settings.get(Setting.PREFIX),
                settings.get(Setting.KEY_POLICY),
                KeyCodec.strings(),
                codec,
                null,
                settings.duration(Setting.TTL),
                settings.duration(Setting.TIMEOUT).toNanos(),
                settings.get(Setting.FAILURE_POLICY),
                settings.<Long>get(Setting.MAX_EXPANDED_BYTES));
    }

    public ViewSettings<K, V> withPrefix(String inner) {
        return new ViewSettings<>(
                namespace,
                hashNamespace,
                prefix + inner,
                keyRule,
                keyCodec,
                codec,
                compression,
                ttl,
                timeoutNanos,
                failurePolicy,
                maxExpandedBytes);
    }

    public ViewSettings<K, V> withTtl(Duration newTtl) {
        return new ViewSettings<>(
                namespace,
                hashNamespace,
                prefix,
                keyRule,
                keyCodec,
                codec,
                compression,
                TimeToLive.checked(newTtl),
                timeoutNanos,
                failurePolicy,
                maxExpandedBytes);
    }

    public ViewSettings<K, V> withTimeout(Duration timeout) {
        Setting.TIMEOUT.checked(timeout);
        return new ViewSettings<>(
                namespace,
                hashNamespace,
                prefix,
                keyRule,
                keyCodec,
                codec,
                compression,
                ttl,
                timeout.toNanos(),
                failurePolicy,
                maxExpandedBytes);
    }

    public ViewSettings<K, V> withFailurePolicy(FailurePolicy policy) {
        return new ViewSettings<>(
                namespace,
                hashNamespace,
                prefix,
                keyRule,
                keyCodec,
                codec,
                compression,
                ttl,
                timeoutNanos,
                policy,
                maxExpandedBytes);
    }

    public ViewSettings<K, V> withKeyRule(KeyRule rule) {
        return new ViewSettings<>(
                namespace,
                hashNamespace,
                prefix,
                rule,
                keyCodec,
                codec,
                compression,
                ttl,
                timeoutNanos,
                failurePolicy,
                maxExpandedBytes);
    }

    public <K2> ViewSettings<K2, V> withKeyCodec(KeyCodec<? super K2> newKeyCodec) {
        return new ViewSettings<>(
                namespace,
                hashNamespace,
                prefix,
                keyRule,
                newKeyCodec,
                codec,
                compression,
                ttl,
                timeoutNanos,
                failurePolicy,
                maxExpandedBytes);
    }

    public <V2> ViewSettings<K, V2> withCodec(Codec<V2> newCodec) {
        return new ViewSettings<>(
                namespace,
                hashNamespace,
                prefix,
                keyRule,
                keyCodec,
                newCodec,
                compression,
                ttl,
                timeoutNanos,
                failurePolicy,
                maxExpandedBytes);
    }

    public ViewSettings<K, V> withCompression(Compression newCompression) {
        return new ViewSettings<>(
                namespace,
                hashNamespace,
                prefix,
                keyRule,
                keyCodec,
                codec,
                newCompression,
                ttl,
                timeoutNanos,
                failurePolicy,
                maxExpandedBytes);
    }
}
