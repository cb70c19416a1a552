package dev.memjay.internal.wire.text;

/**
 * In what the meta protocol of a server differs from that of memcached 1.6.18, which is the oldest with all of it.
 *
 * @param isDraft it says {@code OK} for {@code HD}, takes the length of a value as a flag, and no base64 keys: up to 1.6.9
 * @param bareMisses an {@code EN} does not bring the opaque back: up to 1.6.17
 * @param choosesCas it lets a store choose the item's CAS number: from 1.6.27 on
 */
public record MetaTraits(boolean isDraft, boolean bareMisses, boolean choosesCas) {
    /** Those of a server of which nothing else is known. */
    public static final MetaTraits USUAL = new MetaTraits(false, false, true);

    /** The traits that a version is known for. */
    public static MetaTraits of(ServerVersion version) {
        return new MetaTraits(version.isBefore16(10), version.isBefore16(18), !version.isBefore16(27));
    }
}
