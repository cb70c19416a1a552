package dev.memjay.placement;

import dev.memjay.placement.Libmemcached.Distribution;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The placements that Memjay knows by name: those of the clients it shares caches with.
 *
 * <p>All programs must give the nodes the same way, since most rings are made of the nodes' names: a host name and its
 * address are two nodes. Where order matters it must be the same too ({@code modula}, {@code virtual-bucket} and the two
 * arrays).
 */
public final class Placements {
    private Placements() {}

    // ---- By name

    /** The names that {@link #byName(String)} knows. */
    public static List<String> names() {
        return PlacementNames.ALL;
    }

    /**
     * The placement of that name with the hash that its client takes when nobody chooses.
     *
     * @param name one of {@link #names()}
     * @throws IllegalArgumentException for another name
     */
    public static Placement byName(String name) {
        return PlacementNames.placement(name, null);
    }

    /**
     * The placement of that name with a hash of one's own choice, which libmemcached's and twemproxy's allow.
     *
     * @param name one of {@link #names()}
     * @param hash the hash function over keys
     * @throws IllegalArgumentException for another name, and for a placement whose hash is part of it
     */
    public static Placement byName(String name, KeyHash hash) {
        return PlacementNames.placement(name, Objects.requireNonNull(hash, "hash"));
    }

    // ---- libmemcached, and what stands on it: pylibmc, php-memcached

    /** {@link #modula(KeyHash)} with {@link KeyHash#oneAtATime()}: what libmemcached and pylibmc do when nobody chose. */
    public static Placement modula() {
        return modula(KeyHash.oneAtATime());
    }

    /**
     * The hash modulo the number of nodes. Weights do not count, and nearly all keys move when a node comes or goes.
     *
     * @param hash the hash function over keys
     */
    public static Placement modula(KeyHash hash) {
        return new Libmemcached.Modula(Objects.requireNonNull(hash, "hash"));
    }

    /** {@link #ketama(KeyHash)} with {@link KeyHash#oneAtATime()}: what pylibmc's {@code ketama} alone gives. */
    public static Placement ketama() {
        return ketama(KeyHash.oneAtATime());
    }

    /**
     * libmemcached's {@code consistent ketama}, which is the same as its {@code consistent}: a hundred points a node, by
     * the hash that keys have too. As soon as one node has a weight above 1, the points are those of
     * {@link #ketamaWeighted(KeyHash)}.
     *
     * @param hash the hash function over keys and, without weights, points
     */
    public static Placement ketama(KeyHash hash) {
        return libmemcached(Distribution.CONSISTENT_KETAMA, hash);
    }

    /** {@link #ketamaWeighted(KeyHash)} with {@link KeyHash#md5()}: what clients of all languages can agree on. */
    public static Placement ketamaWeighted() {
        return ketamaWeighted(KeyHash.md5());
    }

    /**
     * libmemcached's {@code consistent weighted}: 160 points a node on average, by weight, always from MD5. The points
     * are computed in single precision; a node may get a few less than its share, and nodes of small weight none.
     *
     * @param hash the hash function over keys
     */
    public static Placement ketamaWeighted(KeyHash hash) {
        return libmemcached(Distribution.CONSISTENT_WEIGHTED, hash);
    }

    /** {@link #ketamaSpy(KeyHash)} with {@link KeyHash#oneAtATime()}. */
    public static Placement ketamaSpy() {
        return ketamaSpy(KeyHash.oneAtATime());
    }

    /**
     * libmemcached's {@code consistent ketama spy}: as {@link #ketama(KeyHash)}, with names such as spymemcached gives its
     * nodes. For spymemcached itself there is {@link #spymemcachedKetama()}.
     *
     * @param hash the hash function over keys and, without weights, points
     */
    public static Placement ketamaSpy(KeyHash hash) {
        return libmemcached(Distribution.CONSISTENT_KETAMA_SPY, hash);
    }

    /**
     * libmemcached's {@code virtual bucket}: the hash masked by the number of buckets minus one.
     *
     * @param hash the hash function over keys
     * @param nodeOfBucket the index of each bucket's node; none makes a bucket of each node, of which then some go unused
     *     unless their number is a power of two
     */
    public static Placement virtualBucket(KeyHash hash, int... nodeOfBucket) {
        return new VirtualBucket(Objects.requireNonNull(hash, "hash"), nodeOfBucket);
    }

    /** libmemcached's {@code random}: another node for each call, so that a read rarely finds what a write stored. */
    public static Placement random() {
        return new Libmemcached.RandomPlacement();
    }

    /** libmemcached with options that are set in an order of your own, before the servers are added and after. */
    public static Libmemcached libmemcached() {
        return new Libmemcached();
    }

    // ---- pymemcache

    /**
     * pymemcache's {@code HashClient} for programs that give keys as {@code str}. Its {@code key_prefix} has no part in
     * placement: give it as the builder's namespace, not as a prefix. A key that is not UTF-8 counts as {@code bytes}.
     */
    public static Placement rendezvous() {
        return rendezvous(0);
    }

    /**
     * {@link #rendezvous()} with another seed than 0, which a hasher of one's own may have.
     *
     * @param seed of MurmurHash3
     */
    public static Placement rendezvous(int seed) {
        return new Rendezvous("rendezvous", seed, false);
    }

    /**
     * pymemcache's {@code HashClient} for programs that give keys as {@code bytes}: it places {@code b"k"} elsewhere than
     * {@code "k"}. Programs that do both need a client for each.
     */
    public static Placement rendezvousOfBytes() {
        return new Rendezvous("rendezvous-bytes", 0, true);
    }

    // ---- Clients in Java

    /**
     * spymemcached's ketama ({@code KetamaConnectionFactory}) with the nodes' names in its own format, which is
     * {@code host/address:port}: a ring that depends on what names resolve to. This one knows the address of
     * {@code localhost} only and takes other names for unresolved; give addresses, or
     * {@link #spymemcachedKetama(UnaryOperator) a function}.
     */
    public static Placement spymemcachedKetama() {
        return spymemcachedKetama(JavaAddress::withoutLookup);
    }

    /**
     * {@link #spymemcachedKetama()} for nodes given by name.
     *
     * @param addressOf gives the address that the other program resolves a host name to, or the name if it cannot; called
     *     whenever a ring is made
     */
    public static Placement spymemcachedKetama(UnaryOperator<String> addressOf) {
        Objects.requireNonNull(addressOf, "addressOf");
        return new SpymemcachedKetama(
                "spymemcached-ketama", node -> SpymemcachedKetama.spymemcachedName(JavaAddress.of(node, addressOf)));
    }

    /**
     * spymemcached's ketama with {@code KetamaNodeKeyFormatter.Format.LIBMEMCACHED}: nodes are {@code host}, or
     * {@code host:port} where that is not 11211. spymemcached looks an address up backwards there and goes by the name it
     * finds; give that name, unless there is none. Of 127.0.0.1 the name is known.
     */
    public static Placement spymemcachedKetamaOfHosts() {
        return new SpymemcachedKetama("spymemcached-ketama-hosts", SpymemcachedKetama::libmemcachedName);
    }

    /** spymemcached's default, {@code ArrayModNodeLocator} with {@code NATIVE_HASH}. */
    public static Placement spymemcachedArray() {
        return new HashCodeArray("spymemcached-array", false);
    }

    /** xmemcached's default, {@code ArrayMemcachedSessionLocator} with {@code NATIVE_HASH}; weights count. */
    public static Placement xmemcachedArray() {
        return new HashCodeArray("xmemcached-array", true);
    }

    /**
     * xmemcached's {@code KetamaMemcachedSessionLocator}. Of names it is as with {@link #spymemcachedKetama()}; and it
     * looks addresses up backwards, as with {@link #spymemcachedKetamaOfHosts()}.
     */
    public static Placement xmemcachedKetama() {
        return xmemcachedKetama(JavaAddress::withoutLookup);
    }

    /**
     * {@link #xmemcachedKetama()} for nodes given by name.
     *
     * @param addressOf as for {@link #spymemcachedKetama(UnaryOperator)}
     */
    public static Placement xmemcachedKetama(UnaryOperator<String> addressOf) {
        Objects.requireNonNull(addressOf, "addressOf");
        return new XmemcachedKetama(node -> JavaAddress.ofItsName(node, addressOf));
    }

    /** folsom's ring. Weights do not count. */
    public static Placement folsom() {
        return new FolsomRing();
    }

    // ---- Others

    /** {@link #twemproxyKetama(KeyHash)} with {@link KeyHash#fnv1a64()}, twemproxy's default. */
    public static Placement twemproxyKetama() {
        return twemproxyKetama(KeyHash.fnv1a64());
    }

    /**
     * twemproxy's (nutcracker's) {@code distribution: ketama}. Its {@code hash_tag} is {@link #tagged}.
     *
     * @param hash what {@code hash:} says; twemproxy's {@code one_at_a_time} is {@link KeyHash#oneAtATime()}, its
     *     {@code crc32a} is {@link KeyHash#crc32()}, its {@code crc32} is {@link KeyHash#crc()}
     */
    public static Placement twemproxyKetama(KeyHash hash) {
        return new TwemproxyKetama(Objects.requireNonNull(hash, "hash"));
    }

    /** The ring of dalli for Ruby. Its {@code namespace} has a part in placement: give it as a prefix with the colon. */
    public static Placement dalli() {
        return new DalliRing();
    }

    /**
     * A placement that looks only at a key's tag: what stands between its first <code>{</code> and the next
     * <code>}</code>, when both are there and something is between. So keys with the same tag, such as
     * <code>user:{42}:name</code> and <code>user:{42}:mail</code>, lie on one node; it is twemproxy's
     * <code>hash_tag: "{}"</code>. An explicit routing key is looked at in the same way.
     *
     * @param placement what places tags, and keys without one
     */
    public static Placement tagged(Placement placement) {
        return new TaggedPlacement(Objects.requireNonNull(placement, "placement"));
    }

    /** libmemcached with its options set before the servers are added. */
    static Placement libmemcached(Distribution distribution, KeyHash hash) {
        return libmemcached()
                .hash(Objects.requireNonNull(hash, "hash"))
                .distribution(distribution)
                .servers()
                .placement();
    }
}
