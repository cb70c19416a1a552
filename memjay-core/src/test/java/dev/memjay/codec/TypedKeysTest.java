package dev.memjay.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.IllegalKeyException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys of many types have the same text if and only if they are equal. */
class TypedKeysTest {
    private static final TypedKeys KEYS = TypedKeys.standard();

    enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "RED";
            }
        }
    }

    record Id(@Nullable Object number, @Nullable String text) {}

    record Pair(@Nullable Object number, @Nullable String text) {}

    record Nothing() {}

    record Failing(String name) {
        @Override
        public String name() {
            throw new IllegalStateException("a secret");
        }
    }

    static class Tagged {
        final String tag;

        Tagged(String tag) {
            this.tag = tag;
        }
    }

    static final class MoreTagged extends Tagged {
        MoreTagged(String tag) {
            super(tag);
        }
    }

    private static String text(Object key) {
        return KEYS.text(key);
    }

    @Test
    void theTextIsReadable() {
        String here = "dev.memjay.codec.TypedKeysTest$";
        assertThat(text("42")).isEqualTo("'42");
        assertThat(text("john's")).isEqualTo("'john's");
        assertThat(text(42)).isEqualTo("42");
        assertThat(text(42L)).isEqualTo("42L");
        assertThat(text((short) 42)).isEqualTo("42s");
        assertThat(text((byte) 42)).isEqualTo("42b");
        assertThat(text(new BigInteger("42"))).isEqualTo("42n");
        assertThat(text(new BigDecimal("1.50"))).isEqualTo("1.50m");
        assertThat(text('x')).isEqualTo("c'x'");
        assertThat(text(true)).isEqualTo("true");
        assertThat(text(new UUID(1, 2))).isEqualTo("00000000-0000-0001-0000-000000000002");
        assertThat(text(Color.GREEN)).isEqualTo(here + "Color.GREEN");
        assertThat(text(new Id(7, "a"))).isEqualTo(here + "Id(7,'a')");
        assertThat(text(new Nothing())).isEqualTo(here + "Nothing()");
        assertThat(text(Arrays.asList(1, "it's", null))).isEqualTo("[1,'it''s',null]");
        assertThat(text(new LinkedHashSet<>(List.of(2, 1)))).isEqualTo("{1,2}");
        assertThat(text(Map.of())).isEqualTo("{=}");
        assertThat(text(Map.of("b", 1, "a", List.of(2)))).isEqualTo("{='a'=[2],'b'=1}");
        assertThat(text(Map.entry(1, 2))).isEqualTo("Entry(1,2)");
        assertThat(text(Optional.of("a"))).isEqualTo("Optional('a')");
        assertThat(text(OptionalInt.empty())).isEqualTo("OptionalInt()");
        assertThat(text(new int[] {1, -2})).isEqualTo("int[1,-2]");
        assertThat(text(new byte[] {10, -1})).isEqualTo("byte[0aff]");
        assertThat(text(new char[] {'a', '\''})).isEqualTo("char['a''']");
        assertThat(text(new String[][] {{"a"}, {}})).isEqualTo("Object[Object['a'],Object[]]");
        assertThat(text(LocalDate.of(2026, 11, 30))).isEqualTo("LocalDate(2026-11-30)");
        assertThat(text(new Date(0))).isEqualTo("Date(1970-01-01T00:00:00Z)");
        assertThat(text(ZoneId.of("Europe/Berlin"))).isEqualTo("ZoneId(Europe/Berlin)");
        assertThat(text(Locale.US)).isEqualTo("Locale(en_US)");
        assertThat(text(Locale.forLanguageTag("de-Latn-DE-1996-u-co-phonebk")))
                .isEqualTo("Locale('de','Latn','DE','1996',u='co-phonebk')");
        assertThat(text(Currency.getInstance("EUR"))).isEqualTo("Currency(EUR)");
    }

    /** JDK 17 and JDK 25 write some of these differently. */
    @Test
    void doublesHaveTheSameDigitsOnEveryJdk() {
        assertThat(text(0.1)).isEqualTo("0.1d");
        assertThat(text(100.0)).isEqualTo("100d");
        assertThat(text(2.0E-3)).isEqualTo("0.002d");
        assertThat(text(2e23)).isEqualTo("2E+23d");
        assertThat(text(1.0E23)).isEqualTo("1E+23d");
        assertThat(text(Double.MIN_VALUE)).isEqualTo("4.94065645841247E-324d");
        assertThat(text(0.1 + 0.2)).isEqualTo("0.30000000000000004d");
        assertThat(text(-0.0)).isEqualTo("-0d");
        assertThat(text(Double.NaN)).isEqualTo("NaNd");
        assertThat(text(Float.NEGATIVE_INFINITY)).isEqualTo("-Infinityf");
        assertThat(text(0.1f)).isEqualTo("0.1f");
        assertThat(text(1.17549435E-38f)).isEqualTo("1.1754944E-38f");
    }

    @Test
    void doublesThatDifferHaveDifferentText() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (!Double.isNaN(value)) {
                assertThat(Double.parseDouble(withoutType(text(value)))).isEqualTo(value);
                assertThat(text(value)).isNotEqualTo(text(Math.nextUp(value)));
            }
            float single = Float.intBitsToFloat(random.nextInt());
            if (!Float.isNaN(single)) {
                assertThat(Float.parseFloat(withoutType(text(single)))).isEqualTo(single);
            }
        }
    }

    private static String withoutType(String number) {
        return number.substring(0, number.length() - 1);
    }

    /** The same text if and only if equal, for keys of all types inside each other, from a domain in which many are equal. */
    @Test
    void theTextIsTheSameIfAndOnlyIfTheKeysAreEqual() {
        Random random = new Random(20_261_130);
        List<Object> keys = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            keys.add(key(random, 3));
        }
        keys.addAll(List.of("null", "true", "1", "1L", "", "'", "''", "[1]", "Object[1]", "c'a'", "Entry(1,1)"));
        List<String> texts = keys.stream().map(TypedKeysTest::text).toList();
        int equal = 0;
        for (int i = 0; i < keys.size(); i++) {
            for (int j = i; j < keys.size(); j++) {
                boolean isEqual = isEqual(keys.get(i), keys.get(j));
                if (isEqual != texts.get(i).equals(texts.get(j))) {
                    assertThat(isEqual)
                            .as("%s of %s and %s of %s", texts.get(i), keys.get(i), texts.get(j), keys.get(j))
                            .isEqualTo(!isEqual);
                }
                equal += i != j && isEqual ? 1 : 0;
            }
        }
        assertThat(equal).isGreaterThan(5_000);
    }

    /** What equals says, but that arrays are equal by their elements, as {@code Arrays.deepEquals} has it. */
    private static boolean isEqual(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Id a && other instanceof Id b) {
            return isEqual(a.number, b.number) && isEqual(a.text, b.text);
        }
        if (one instanceof Pair a && other instanceof Pair b) {
            return isEqual(a.number, b.number) && isEqual(a.text, b.text);
        }
        if (one instanceof List<?> a && other instanceof List<?> b) {
            return isEqual(a.toArray(), b.toArray());
        }
        if (one instanceof Optional<?> a && other instanceof Optional<?> b) {
            return isEqual(a.orElse(null), b.orElse(null));
        }
        if (one instanceof Map.Entry<?, ?> a && other instanceof Map.Entry<?, ?> b) {
            return isEqual(a.getKey(), b.getKey()) && isEqual(a.getValue(), b.getValue());
        }
        if (one instanceof Object[] a && other instanceof Object[] b) {
            boolean isEqual = a.length == b.length;
            for (int i = 0; isEqual && i < a.length; i++) {
                isEqual = isEqual(a[i], b[i]);
            }
            return isEqual;
        }
        return Arrays.deepEquals(new Object[] {one}, new Object[] {other});
    }

    private static Object key(Random random, int depth) {
        List<Function<Random, Object>> kinds = depth == 0 || random.nextInt(3) == 0 ? SCALARS : COMPOUNDS;
        Function<Random, Object> kind = kinds.get(random.nextInt(kinds.size()));
        if (kinds == SCALARS) {
            return kind.apply(random);
        }
        int length = random.nextInt(3);
        List<Object> parts = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            parts.add(key(random, depth - 1));
        }
        return compound(random, parts);
    }

    private static final String[] WORDS = {
        "", "1", "a", "b", "'", "''", "a'", "',' ", ",", "1,1", "null", "1L", "[", "]", ")", "a','a", "=", "{=}", " "
    };

    private static final List<Function<Random, Object>> SCALARS = List.of(
            random -> WORDS[random.nextInt(WORDS.length)],
            random -> random.nextInt(-1, 2),
            random -> random.nextLong(-1, 2),
            random -> (short) random.nextInt(2),
            random -> (byte) random.nextInt(2),
            random -> random.nextInt(2) * 0.5,
            random -> random.nextInt(2) * -0.5f,
            random -> random.nextBoolean(),
            random -> "a',1".charAt(random.nextInt(4)),
            random -> new UUID(0, random.nextInt(2)),
            random -> BigInteger.valueOf(random.nextInt(2)),
            random -> BigDecimal.valueOf(random.nextInt(2), random.nextInt(-1, 2)),
            random -> Color.values()[random.nextInt(2)],
            random -> Instant.EPOCH.plusNanos(random.nextInt(2)),
            random -> new Date(random.nextInt(2)),
            random -> LocalDate.EPOCH.plusDays(random.nextInt(2)),
            random -> LocalTime.MIDNIGHT.plusSeconds(random.nextInt(2)),
            random -> LocalDate.EPOCH.atTime(random.nextInt(2), 0),
            random -> Duration.ofMillis(random.nextInt(-1, 2)),
            random -> random.nextBoolean() ? ZoneOffset.UTC : ZoneId.of(random.nextBoolean() ? "UTC" : "GMT"),
            random -> ZonedDateTime.ofInstant(Instant.EPOCH, random.nextBoolean() ? ZoneOffset.UTC : ZoneId.of("UTC")),
            random -> new Locale(random.nextBoolean() ? "en" : "", random.nextBoolean() ? "US" : ""),
            random -> random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(1),
            random -> random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(1),
            random -> random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(1),
            random -> random.nextBoolean() ? Optional.empty() : new Nothing(),
            random -> new int[random.nextInt(2)],
            random -> new long[random.nextInt(2)],
            random -> new short[random.nextInt(2)],
            random -> new double[random.nextInt(2)],
            random -> new float[random.nextInt(2)],
            random -> new boolean[random.nextInt(2)],
            random -> new byte[random.nextInt(2)],
            random -> random.nextBoolean() ? new char[0] : new char[] {'\''});

    private static final List<Function<Random, Object>> COMPOUNDS = List.of(Random::nextInt);

    private static Object compound(Random random, List<Object> parts) {
        Object first = parts.isEmpty() ? 1 : parts.get(0);
        @Nullable Object orNull = parts.size() < 2 ? null : first;
        return switch (random.nextInt(10)) {
            case 0 -> random.nextBoolean() ? List.copyOf(parts) : new ArrayList<>(parts);
            case 1 -> random.nextBoolean() ? new HashSet<>(scalars(parts)) : new LinkedHashSet<>(scalars(parts));
            case 2 -> {
                Map<Object, Object> map = random.nextBoolean() ? new HashMap<>() : new LinkedHashMap<>();
                scalars(parts).forEach(part -> map.put(part, "a"));
                yield map;
            }
            case 3 -> Map.entry(first, parts.size());
            case 4 -> Optional.of(first);
            case 5 -> parts.toArray();
            case 6 -> parts.stream().map(TypedKeysTest::text).toArray(String[]::new);
            case 7 -> new Id(orNull, parts.isEmpty() ? null : "a");
            case 8 -> new Pair(orNull, parts.isEmpty() ? null : "a");
            default -> Collections.singletonList(orNull);
        };
    }

    /** Sets and maps compare by equals, which arrays do not have, so theirs are without them. */
    private static List<Object> scalars(List<Object> parts) {
        return parts.stream()
                .map(part -> text(part).contains("[") ? text(part) : part)
                .toList();
    }

    @Test
    void aSortedSetIsTheSameAsAnotherSet() {
        assertThat(text(new TreeSet<>(List.of(10, 9)))).isEqualTo(text(Set.of(9, 10)));
    }

    @Test
    void whatHasNoTextIsRefusedWithItsClassAndWhatToDo() {
        assertThatThrownBy(() -> text(new Tagged("a")))
                .isInstanceOf(IllegalKeyException.class)
                .hasMessageContaining(Tagged.class.getName())
                .hasMessageContaining("TypedKeys.with");
        assertThatThrownBy(() -> text(List.of(new AtomicInteger())))
                .hasMessageContaining("java.util.concurrent.atomic.AtomicInteger");
        assertThatThrownBy(() -> text(new ArrayDeque<>())).hasMessageContaining("neither a List nor a Set");
        assertThatThrownBy(() -> text(new BigInteger("1") {})).isInstanceOf(IllegalKeyException.class);
        assertThatThrownBy(() -> text(new Failing("a")))
                .isInstanceOf(IllegalKeyException.class)
                .hasMessageContaining("it threw java.lang.IllegalStateException")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aFunctionForAClassIsCalledForItAndItsSubclasses() {
        TypedKeys keys = KEYS.with(Tagged.class, key -> key.tag).with(CharSequence.class, "Text", Object::toString);

        assertThat(keys.text(new Tagged("a"))).isEqualTo("dev.memjay.codec.TypedKeysTest$Tagged('a')");
        assertThat(keys.text(List.of(new MoreTagged("a")))).isEqualTo("[dev.memjay.codec.TypedKeysTest$Tagged('a')]");
        assertThat(keys.with(MoreTagged.class, "More", key -> List.of(key.tag)).text(new MoreTagged("a")))
                .isEqualTo("More(['a'])");
        assertThat(keys.text(new StringBuilder("a"))).isEqualTo("Text('a')");
        assertThat(keys.text("a")).isEqualTo("'a");
        assertThat(keys.with(Id.class, "Id", Id::number).text(new Id(1, "a"))).isEqualTo("Id(1)");
    }

    @Test
    void whatNothingElseKnowsGoesToTheLastResort() {
        TypedKeys keys = KEYS.orElse(key -> key instanceof MoreTagged ? "more" : null)
                .orElse(key -> key instanceof Tagged tagged ? tagged.tag : null);

        assertThat(keys.text(new MoreTagged("a"))).endsWith("$MoreTagged('more')");
        assertThat(keys.text(new Tagged("a"))).endsWith("$Tagged('a')");
        assertThat(keys.text(1)).isEqualTo("1");
        assertThatThrownBy(() -> keys.text(new Object())).isInstanceOf(IllegalKeyException.class);
    }

    @Test
    void namesThatWouldMakeTwoKeysOneAreRefused() {
        TypedKeys keys = KEYS.with(Tagged.class, "Tagged", key -> key.tag);

        assertThat(keys.with(Tagged.class, "Tagged", key -> 1).text(new Tagged("a")))
                .isEqualTo("Tagged(1)");
        for (String name : List.of("Tagged", "Instant", "Optional", "int", "null", "", "1a", "a.b", "a(")) {
            assertThatThrownBy(() -> keys.with(StringBuilder.class, name, key -> 1))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + name + "'");
        }
        assertThatThrownBy(() -> keys.with(String.class, key -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String");
        assertThatThrownBy(() -> KEYS.with(Tagged.class, key -> null).text(new Tagged("a")))
                .isInstanceOf(IllegalKeyException.class)
                .hasMessageContaining("returned null");
    }

    @Test
    void lengthDepthAndWorkAreBounded() {
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        assertThatThrownBy(() -> text(itself))
                .isInstanceOf(IllegalKeyException.class)
                .hasMessageContaining("32 levels");

        Object doubled = List.of(1);
        for (int i = 0; i < 30; i++) {
            doubled = List.of(doubled, doubled);
        }
        Object two = doubled;
        assertThatThrownBy(() -> text(two)).hasMessageContaining("65536 characters");
        assertThatThrownBy(() -> text(Collections.nCopies(Integer.MAX_VALUE, List.of())))
                .hasMessageContaining("65536 characters");
        assertThatThrownBy(() -> text(BigInteger.ONE.shiftLeft(100_000_000))).hasMessageContaining("100000001 bits");
        assertThatThrownBy(() -> text(new byte[100_000_000])).hasMessageContaining("65536 characters");
        assertThatThrownBy(() -> text("a".repeat(65_536))).hasMessageContaining("65536 characters");
        assertThat(text("a".repeat(65_535))).hasSize(65_536);
        assertThat(text(List.of("'".repeat(32_766)))).hasSize(65_536);
        assertThatThrownBy(() -> text(List.of("'".repeat(32_767)))).hasMessageContaining("65536 characters");
    }

    @Test
    void halfASurrogatePairIsRefused() {
        assertThatThrownBy(() -> KEYS.encode("\ud800")).isInstanceOf(IllegalKeyException.class);
    }
}
