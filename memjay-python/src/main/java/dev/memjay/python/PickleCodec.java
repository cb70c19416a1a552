package dev.memjay.python;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;

/**
 * Python's pickles, with flags 1.
 *
 * <p>Reads protocols 0 to 5. A pickle is a program, so nothing is made but a fixed list of types, and no code runs: a
 * pickle that names anything else is refused before it gets to it. Writes protocol 2, which every Python since 2.3 loads.
 *
 * <table>
 * <caption>Types</caption>
 * <tr><th>Python</th><th>read as</th><th>written from</th></tr>
 * <tr><td>None</td><td>{@link None#NONE}; null in containers</td><td>the same</td></tr>
 * <tr><td>bool</td><td>Boolean</td><td>Boolean</td></tr>
 * <tr><td>int</td><td>Integer, Long or BigInteger, the first that holds it</td><td>these, Byte, Short</td></tr>
 * <tr><td>float</td><td>Double</td><td>Double, Float</td></tr>
 * <tr><td>complex</td><td>{@link Complex}</td><td>Complex</td></tr>
 * <tr><td>str</td><td>String</td><td>String</td></tr>
 * <tr><td>bytes, bytearray</td><td>byte[]; as a key or in a set ByteBuffer</td><td>byte[], ByteBuffer, as bytes</td></tr>
 * <tr><td>list</td><td>List</td><td>List</td></tr>
 * <tr><td>tuple</td><td>{@link Tuple}</td><td>Tuple, Object[]</td></tr>
 * <tr><td>dict, OrderedDict</td><td>Map, in order</td><td>Map, as dict</td></tr>
 * <tr><td>set, frozenset</td><td>Set, in order; as a key only frozenset</td><td>Set, as set; as frozenset in a set or a key</td></tr>
 * <tr><td>datetime</td><td>LocalDateTime, OffsetDateTime</td><td>these, Instant (in UTC)</td></tr>
 * <tr><td>date, time</td><td>LocalDate, LocalTime, OffsetTime</td><td>the same</td></tr>
 * <tr><td>timedelta, timezone</td><td>Duration, ZoneOffset</td><td>the same</td></tr>
 * <tr><td>Decimal, UUID</td><td>BigDecimal, UUID</td><td>the same</td></tr>
 * </table>
 *
 * <p>Values may be nested 200 deep. What a pickle may cost is counted: about 128 MiB of objects beside its own bytes, and as
 * many steps of hashing and comparing keys; a costlier one is refused with a {@link CodecException}. Parts that Python
 * shared are shared: to print, to hash or to write a list of lists that share their parts may take longer than to read it.
 * Immutable and thread-safe.
 */
public final class PickleCodec implements Codec<Object> {
    /** The flag that pymemcache, pylibmc and python-memcached give to pickles. */
    static final int PICKLE = 1;

    private static final int WRITTEN = 2;
    private static final int HIGHEST = 5;
    private static final PickleCodec INSTANCE = new PickleCodec();

    private PickleCodec() {}

    /** Pickles of protocol 2; reads 0 to 5. */
    public static PickleCodec of() {
        return INSTANCE;
    }

    /**
     * Pickles of a protocol; reads 0 to 5 whatever is written.
     *
     * @param number 2, the one that can be written
     * @throws IllegalArgumentException for another number; the message says whether it can be read
     */
    public static PickleCodec protocol(int number) {
        if (number != WRITTEN) {
            throw new IllegalArgumentException("pickle protocol " + number
                    + (number >= 0 && number <= HIGHEST
                            ? " is read but not written"
                            : " does not exist; 0 to 5 are read")
                    + "; protocol 2 is written, which every Python since 2.3 loads");
        }
        return INSTANCE;
    }

    @Override
    public Encoded encode(Object value) {
        return Encoded.of(PickleWriter.write(value), PICKLE);
    }

    @Override
    public Object decode(Encoded encoded) {
        if (encoded.flags() != PICKLE) {
            throw new CodecException("flags " + Integer.toUnsignedString(encoded.flags())
                    + " are not for PickleCodec, which reads 1; PymemcacheCodec and PylibmcCodec read others");
        }
        return read(encoded.data());
    }

    /** The value of a pickle, whatever its flags. */
    static Object read(byte[] data) {
        Object value = PickleReader.read(data);
        return value == null ? None.NONE : value;
    }

    /** How users write it. */
    @Override
    public String toString() {
        return "PickleCodec.of()";
    }
}
