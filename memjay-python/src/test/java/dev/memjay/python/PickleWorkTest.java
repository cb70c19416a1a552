package dev.memjay.python;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Short pickles that would take for ever, or all of the memory, end in a CodecException by a count of steps. The timeouts
 * are there for a bound that does not hold: without one most of these never end.
 */
@Tag("hostile")
@Timeout(60)
class PickleWorkTest {
    private static final String DICT = "}";
    private static final String SET = "\u008f";
    private static final String ADD_ITEMS = "\u0090";
    private static final String FROZENSET = "\u0091";
    private static final String MEMOIZE = "\u0094";
    private static final String TUPLE1 = "\u0085";
    private static final String TUPLE2 = "\u0086";

    @Test
    void aKeyOfTuplesThatShareTheirPartsIsRefused() {
        String pickle = DICT + nested("(", "t") + "Ns.";

        assertThat(pickle.length()).isLessThan(3_100);
        assertRefused(pickle);
    }

    @Test
    void anElementOfTuplesThatShareTheirPartsIsRefused() {
        assertRefused(SET + "(" + nested("(", "t") + ADD_ITEMS + ".");
        assertRefused("c__builtin__\nset\n]" + nested("(", "t") + "a" + TUPLE1 + "R.");
        assertRefused("ccollections\nOrderedDict\n]" + nested("(", "t") + "N" + TUPLE2 + "a" + TUPLE1 + "R.");
    }

    /** A list is no key; a tuple that holds it must not be hashed on the way either. */
    @Test
    void aTupleOfListsThatShareTheirPartsIsRead() {
        Object value = read("N" + nested("](", "e").substring(1) + TUPLE1 + ".");

        assertThat(value).isInstanceOf(Tuple.class);
    }

    /** Each set holds the one below and one that holds it: 2 to the power of 40 steps to hash. */
    @Test
    void frozensetsThatShareTheirPartsAreRefused() {
        StringBuilder pickle = new StringBuilder("(" + FROZENSET + MEMOIZE);
        for (int i = 0; i < 40; i++) {
            // h(2i) is the set below; h(2i+1) becomes {below}, h(2i+2) {below, {below}}
            pickle.append("(h")
                    .append((char) (2 * i))
                    .append(FROZENSET)
                    .append(MEMOIZE)
                    .append('0');
            pickle.append("(h").append((char) (2 * i)).append('h').append((char) (2 * i + 1));
            pickle.append(FROZENSET).append(MEMOIZE);
        }

        assertRefused(pickle + ".");
        assertRefused(DICT + pickle + "Ns.");
    }

    @Test
    void keysThatCollideAreRefused() {
        assertRefused(dictOf(60_000, PickleWorkTest::collidingTuple));
        assertRefused(dictOf(60_000, PickleWorkTest::collidingBytes));
        assertRefused(SET + "(" + listed(60_000, PickleWorkTest::collidingTuple) + ADD_ITEMS + ".");
        assertRefused("(" + listed(60_000, PickleWorkTest::collidingBytes) + FROZENSET + ".");
        assertRefused("c__builtin__\nset\n](" + listed(60_000, PickleWorkTest::collidingTuple) + "e" + TUPLE1 + "R.");
    }

    /** Sets are equal by a sum of hashes, which is easy to give to many. */
    @Test
    void setsThatCollideAreRefused() {
        assertRefused(dictOf(40_000, i -> "(" + number(i) + number(1_000_000 - i) + FROZENSET));
    }

    /** Strings that collide are told apart by their order, so that they cost no more than others. */
    @Test
    void stringsThatCollideAreRead() {
        assertThat((Map<?, ?>) read(dictOf(20_000, i -> "U\u0020" + colliding(i))))
                .hasSize(20_000);
    }

    @Test
    void whatHonestProgramsStoreIsRead() {
        assertThat((Map<?, ?>) read(dictOf(100_000, i -> number(i % 317) + number(i / 317) + TUPLE2)))
                .hasSize(100_000);
        assertThat((Map<?, ?>) read(dictOf(100_000, i -> "U\u0010" + "%016d".formatted(i))))
                .hasSize(100_000);
        assertThat((Map<?, ?>) read(dictOf(100_000, i -> "C\u0010" + "%016d".formatted(i))))
                .hasSize(100_000);
        assertThat((List<?>) read("](" + "}U\u0004nameU\u0004testsU\u0002idK\u0001s".repeat(50_000) + "e."))
                .hasSize(50_000);
        assertThat((Set<?>) read(
                        "c__builtin__\nfrozenset\n](" + listed(100_000, PickleWorkTest::number) + "e" + TUPLE1 + "R."))
                .hasSize(100_000);
    }

    /** What Python could not hash is no key, and what is a key does not change. */
    @Test
    void whatCanChangeIsNoKey() {
        assertRefused(DICT + SET + "Ns.");
        assertRefused(SET + "(" + SET + ADD_ITEMS + ".");
        assertRefused(DICT + "]" + TUPLE1 + "Ns.");
        assertRefused("(K\u0001" + FROZENSET + "(K\u0002" + ADD_ITEMS + ".");
    }

    /** The same long bytes as a key again and again: six bytes each time for a hash over half of the pickle. */
    @Test
    void longKeysAgainAndAgainAreRefused() {
        String bytes = "B" + size(500_000) + "x".repeat(500_000) + MEMOIZE;
        String number = "\u008b" + size(500_000) + "x".repeat(500_000) + MEMOIZE;

        assertRefused(bytes + "0}" + "h\u0000Ns".repeat(100_000) + ".");
        assertRefused(number + "0}" + "h\u0000Ns".repeat(100_000) + ".");
        assertRefused(bytes + "0}" + ("h\u0000" + TUPLE1 + "Ns").repeat(100_000) + ".");
    }

    /** A call copies what it is given: a few bytes for each copy. */
    @Test
    void copiesAreCounted() {
        String list = "](" + "N".repeat(300_000) + "e" + TUPLE1 + MEMOIZE + "0";
        String text = "X" + size(300_000) + "x".repeat(300_000) + TUPLE1 + MEMOIZE + "0";
        String digits = "X" + size(4_300) + "9".repeat(4_300) + TUPLE1 + MEMOIZE + "0";

        assertRefused(list + type("__builtin__", "list", 1) + "](" + "h\u0001h\u0000R".repeat(100_000) + "e.");
        assertRefused(text + type("__builtin__", "bytes", 1) + "](" + "h\u0001h\u0000R".repeat(100_000) + "e.");
        assertRefused(text + type("_codecs", "encode", 1) + "](" + "h\u0001h\u0000R".repeat(100_000) + "e.");
        assertRefused(digits + type("decimal", "Decimal", 1) + "](" + "h\u0001h\u0000R".repeat(100_000) + "e.");
    }

    /** An empty dict takes 60 bytes of memory and one byte of the pickle. */
    @Test
    void emptyContainersAreCounted() {
        assertRefused("](" + "}".repeat(8_000_000) + "e.");
        assertRefused("](" + SET.repeat(8_000_000) + "e.");
        assertRefused("](" + "]".repeat(8_000_000) + "e.");
        assertRefused("N" + MEMOIZE.repeat(8_000_000) + ".");
    }

    @Test
    void manyNumbersOfManyDigitsAreRefused() {
        assertRefused("](" + ("L" + "9".repeat(4_300) + "L\n").repeat(5_000) + "e.");
    }

    /** The library would copy the whole stack, and the whole list, each time. */
    @Test
    void stacksAndListsAreNotTrimmed() {
        assertThat(read("N".repeat(500_000) + "(1".repeat(250_000) + ".")).isEqualTo(None.NONE);
        assertThat((List<?>) read("](" + "N".repeat(500_000) + "e" + "(Ne".repeat(150_000) + "."))
                .hasSize(650_000);
    }

    @Test
    void manyUuidsAreRead() {
        String uuid = "cuuid\nUUID\n)\u0081" + MEMOIZE + "}U\u0003int\u008a\u0001\u0007sb";

        assertThat((List<?>) read("](" + uuid.repeat(20_000) + "e.")).hasSize(20_000);
        assertThat((List<?>) read("](" + uuid + "h\u0000e."))
                .allMatch(java.util.UUID.fromString("00000000-0000-0000-0000-000000000007")::equals);
    }

    /** Six levels of 250 references each to the level below. */
    private static String nested(String open, String close) {
        StringBuilder pickle = new StringBuilder("N" + MEMOIZE);
        for (int level = 0; level < 6; level++) {
            pickle.append('0').append(open);
            pickle.append(("h" + (char) level).repeat(250)).append(close).append(MEMOIZE);
        }
        return pickle.toString();
    }

    private static String type(String module, String name, int index) {
        assertThat(index).isEqualTo(1);
        return "c" + module + "\n" + name + "\n" + MEMOIZE + "0";
    }

    private static String dictOf(int count, java.util.function.IntFunction<String> key) {
        StringBuilder pickle = new StringBuilder(DICT + "(");
        for (int i = 0; i < count; i++) {
            pickle.append(key.apply(i)).append('N');
        }
        return pickle + "u.";
    }

    private static String listed(int count, java.util.function.IntFunction<String> item) {
        StringBuilder pickle = new StringBuilder();
        for (int i = 0; i < count; i++) {
            pickle.append(item.apply(i));
        }
        return pickle.toString();
    }

    private static String collidingTuple(int i) {
        return "U\u0020" + colliding(i) + TUPLE1;
    }

    /** Bytes are hashed from their end. */
    private static String collidingBytes(int i) {
        return "C\u0020" + new StringBuilder(colliding(i)).reverse();
    }

    /** Thirty-two characters with the same hash for every number. */
    private static String colliding(int i) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 16; bit++) {
            text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    private static String number(int i) {
        return "J" + size(i);
    }

    private static String size(int i) {
        return "" + (char) (i & 0xff) + (char) (i >> 8 & 0xff) + (char) (i >> 16 & 0xff) + (char) (i >>> 24);
    }

    private static Object read(String pickle) {
        return PickleCodec.of().decode(Encoded.of(pickle.getBytes(ISO_8859_1), 1));
    }

    private static void assertRefused(String pickle) {
        Encoded encoded = Encoded.of(pickle.getBytes(ISO_8859_1), 1);
        for (Codec<Object> codec : List.of(PickleCodec.of(), PymemcacheCodec.of())) {
            assertThatThrownBy(() -> codec.decode(encoded)).isInstanceOf(CodecException.class);
        }
    }
}
