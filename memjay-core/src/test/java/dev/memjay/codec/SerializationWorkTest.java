package dev.memjay.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.CodecException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Serialized values that would hash for ever or take all of the memory end in a CodecException, by a count and by what they
 * declare; the timeout is there for a bound that does not hold.
 */
@Tag("hostile")
@Timeout(60)
class SerializationWorkTest {
    private static final SerializationCodec<Serializable> ALL =
            SerializationCodec.of(Serializable.class, info -> ObjectInputFilter.Status.ALLOWED);
    private static final SerializationCodec<Serializable> LISTED = SerializationCodec.allowing(
            Serializable.class,
            "java.util.LinkedHashSet",
            "java.util.HashSet",
            "java.util.HashMap",
            "java.util.LinkedHashMap",
            "java.util.ArrayList");

    /** A record is made by its constructor. */
    record Point(int x, Object y) implements Serializable {}

    /** Writes more than its fields. */
    static class Custom implements Serializable {
        private static final long serialVersionUID = 1L;
        private final int number = 7;
        private transient String text = "";

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeUTF(text);
            out.writeObject(List.of(text));
        }

        private void readObject(java.io.ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            text = in.readUTF();
            in.readObject();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Custom that && number == that.number && text.equals(that.text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    @Test
    void setsThatShareTheirPartsAreRefused() {
        Encoded thirty = ALL.encode(sharedSets(30, new LinkedHashSet<>()));
        Encoded sixty = ALL.encode(sharedSets(60, new LinkedHashSet<>()));

        assertThat(thirty.length()).isLessThan(1_640);
        for (Encoded bomb : List.of(thirty, sixty)) {
            for (SerializationCodec<Serializable> codec : List.of(ALL, LISTED)) {
                assertThatThrownBy(() -> codec.decode(bomb))
                        .isInstanceOf(CodecException.class)
                        .hasMessageContaining("more than 100000000 steps of hashing");
            }
        }
    }

    @Test
    void keysThatShareTheirPartsAreRefused() {
        for (Map<Object, Object> map : List.of(new HashMap<>(), new LinkedHashMap<>(), new ConcurrentHashMap<>())) {
            ArrayList<Object> key = new ArrayList<>();
            map.put(key, 1);
            fill(key, 60);
            Encoded bomb = ALL.encode((Serializable) map);

            assertThatThrownBy(() -> ALL.decode(bomb)).isInstanceOf(CodecException.class);
        }
    }

    /** What nothing hashes may be shared as it likes. */
    @Test
    void sharedPartsThatAreNotHashedAreRead() {
        ArrayList<Object> list = new ArrayList<>();
        fill(list, 25);

        assertThat((List<?>) LISTED.decode(LISTED.encode(list))).hasSize(2);
    }

    @Test
    void elementsThatCollideAreRefused() {
        HashSet<Object> set = new HashSet<>(colliding(4_000));
        HashMap<Object, Object> map = new HashMap<>();
        colliding(4_000).forEach(key -> map.put(key, key));

        for (Serializable bomb : List.of(set, map)) {
            Encoded encoded = ALL.encode(bomb);
            assertThatThrownBy(() -> ALL.decode(encoded)).isInstanceOf(CodecException.class);
            assertThat(ALL.maxWork(1_000_000_000L).decode(encoded)).isEqualTo(bomb);
        }
    }

    /** An array is made before its elements are read, so each may take what the bytes behind it could not fill. */
    @Test
    void whatIsDeclaredTakesNoMemory() throws IOException {
        byte[] longs = declaring(new long[1], 2_000_000_000);
        byte[] objects = declaring(new Object[] {new Object[0]}, 2_000_000_000);
        byte[] list = ALL.encode(new ArrayList<>(List.of(1))).data().clone();
        ByteBuffer.wrap(list).putInt(indexOf(list, new byte[] {'x', 'p', 0, 0, 0, 1}) + 2, 2_000_000_000);

        for (byte[] bomb : List.of(longs, objects, list)) {
            assertThatThrownBy(() -> ALL.decode(Encoded.of(bomb))).isInstanceOf(CodecException.class);
        }
    }

    /** Arrays in arrays, ten bytes each. */
    @Test
    void whatIsNestedTooDeepIsRefused() {
        byte[] one = ALL.encode(new Object[] {null}).data();
        byte[] deep = Arrays.copyOf(one, one.length - 1 + 10 * 300_000);
        for (int i = one.length - 1; i < deep.length; i += 10) {
            ByteBuffer.wrap(deep, i, 10)
                    .put((byte) 'u')
                    .put((byte) 'q')
                    .putInt(0x7e0000)
                    .putInt(1);
        }

        assertThatThrownBy(() -> ALL.decode(Encoded.of(deep))).isInstanceOf(CodecException.class);
    }

    /** A class that extends itself, and one that extends a class that extends it. */
    @Test
    void classesThatExtendThemselvesAreRefused() {
        byte[] point = ALL.encode(new Point(1, null)).data();
        String stream = new String(point, ISO_8859_1);
        String first = stream.substring(4, stream.length() - 7); // the tag, the class, and what ends it
        byte[] direct = (stream.substring(0, stream.length() - 6) + "q\0~\0\0\0\0\0\1p").getBytes(ISO_8859_1);
        String nested = first.substring(1) + "xq\0~\0\0";
        byte[] around = (stream.substring(0, stream.length() - 6) + nested + "\0\0\0\1p").getBytes(ISO_8859_1);

        for (byte[] bomb : List.of(direct, around)) {
            assertThatThrownBy(() -> ALL.decode(Encoded.of(bomb))).isInstanceOf(CodecException.class);
        }
    }

    private static byte[] declaring(Object array, int length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(array);
        }
        byte[] data = bytes.toByteArray();
        ByteBuffer.wrap(data).putInt(indexOf(data, new byte[] {'x', 'p', 0, 0, 0, 1}) + 2, length);
        return data;
    }

    private static int indexOf(byte[] data, byte[] part) {
        for (int i = 0; i <= data.length - part.length; i++) {
            if (Arrays.equals(data, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("the part is not there");
    }

    /** All kinds of what programs keep, so that the walk through the stream is seen to end where the reader does. */
    @Test
    void whatHonestProgramsStoreIsRead() {
        Custom custom = new Custom();
        custom.text = "text";
        HashMap<Object, Object> rows = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            rows.put("row " + i, new Point(i, "y"));
        }
        HashSet<Object> points = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            points.add(new Point(i, "y"));
        }
        List<Object> values = new ArrayList<>(List.of(
                points,
                "text",
                "long text ".repeat(10_000),
                7,
                7L,
                1.5,
                'c',
                true,
                (byte) 1,
                new BigInteger("9".repeat(500)),
                new BigDecimal("1.25"),
                UUID.randomUUID(),
                Instant.now(),
                java.time.LocalDate.of(2024, 2, 29),
                java.time.ZonedDateTime.now(java.time.ZoneId.of("Europe/Zurich")),
                new Date(),
                Locale.GERMANY,
                TimeUnit.DAYS,
                String.class,
                new Point(1, new Point(2, null)),
                custom));
        values.addAll(List.of(
                List.of(1, 2, 3),
                Set.of("a", "b"),
                Map.of("a", 1, "b", 2),
                new LinkedList<>(List.of(1)),
                new TreeMap<>(Map.of("a", 1)),
                new TreeSet<>(Set.of("a")),
                new Hashtable<>(Map.of("a", 1)),
                new ConcurrentHashMap<>(Map.of("a", 1)),
                new CopyOnWriteArrayList<>(List.of(1)),
                new EnumMap<>(Map.of(TimeUnit.DAYS, 1)),
                EnumSet.of(TimeUnit.DAYS),
                new BitSet(100),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                Collections.emptyMap(),
                Collections.newSetFromMap(new HashMap<>()),
                Arrays.asList(1, 2),
                rows,
                Map.of(new Point(1, "key"), Set.of(new Point(2, "element")))));
        for (Object value : values) {
            assertThat(ALL.decode(ALL.encode((Serializable) value)))
                    .as(value.getClass().getName())
                    .isEqualTo(value);
        }
        assertThat(ALL.decode(ALL.encode(new ArrayList<>(values)))).isEqualTo(values);
        assertThat((long[][]) ALL.decode(ALL.encode(new long[][] {{1, 2}, {}, {3}})))
                .isDeepEqualTo(new long[][] {{1, 2}, {}, {3}});
        assertThat(ALL.decode(ALL.encode(new ArrayDeque<>(List.of(1, 2))))).isInstanceOf(ArrayDeque.class);
        assertThat(ALL.decode(ALL.encode(new PriorityQueue<>(List.of(1, 2))))).isInstanceOf(PriorityQueue.class);
        assertThat(ALL.decode(ALL.encode(new IdentityHashMap<>(Map.of("a", 1)))))
                .isInstanceOf(IdentityHashMap.class);
        assertThat(ALL.decode(ALL.encode(new HashMap<>(400, 0.25f)))).isEqualTo(Map.of());
        assertThat(ALL.decode(ALL.encode(new IllegalStateException("thrown", new IOException()))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(ALL.decode(ALL.encode((Serializable) (Runnable & Serializable) () -> {})))
                .isInstanceOf(Runnable.class);
    }

    @Test
    void tablesOfEveryLoadAreRead() {
        for (float load : new float[] {0.1f, 0.25f, 0.75f, 4f}) {
            for (int size : new int[] {1, 2, 3, 12, 13, 100, 1_000, 32_769}) {
                HashMap<Object, Object> map = new HashMap<>(16, load);
                HashSet<Object> set = new HashSet<>(16, load);
                for (int i = 0; i < size; i++) {
                    map.put((short) i, null);
                    set.add((short) i);
                }
                assertThat(ALL.decode(ALL.encode(map))).isEqualTo(map);
                assertThat(ALL.decode(ALL.encode(set))).isEqualTo(set);
            }
        }
    }

    @Test
    void damagedDataGivesAValueOrACodecException() {
        byte[] good = ALL.encode(new ArrayList<>(List.of(
                        new HashSet<>(Set.of("a", 1)), new Point(1, Map.of("a", 1)), TimeUnit.DAYS, new long[3])))
                .data();
        Random random = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            byte[] data = Arrays.copyOf(good, random.nextInt(good.length + 2));
            for (int change = random.nextInt(4); change > 0 && data.length > 0; change--) {
                data[random.nextInt(data.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(LISTED.decode(Encoded.of(data))).isNotNull();
            } catch (CodecException e) {
                assertThat(e).hasNoCause().hasMessageNotContaining("\n");
            }
        }
    }

    // Classes

    /** What an application's own loader has is written by the program, and has to be read by it. */
    @Test
    void classesOfAChildLoaderAreRead() throws Exception {
        ClassLoader child = new ChildLoader();
        Class<?> type = Class.forName(Point.class.getName(), true, child);
        var constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        Serializable point = (Serializable) constructor.newInstance(1, "y");
        SerializationCodec<Serializable> own = codec(type);

        assertThat(type).isNotEqualTo(Point.class);
        assertThat(own.decode(own.encode(point))).isEqualTo(point);

        SerializationCodec<ArrayList<Object>> lists = codec(ArrayList.class, Point.class.getName());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(child);
        try {
            ArrayList<Object> list = new ArrayList<>(List.of(point));
            assertThat(lists.decode(lists.encode(list))).isEqualTo(list);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void theClassThatIsRefusedIsNamed() {
        Encoded refused = ALL.encode(new ArrayList<>(List.of(new Point(1, "secret"))));
        Encoded array = ALL.encode(new ArrayList<>(List.of((Object) new Point[1])));

        assertThatThrownBy(() -> LISTED.decode(refused))
                .isInstanceOf(CodecException.class)
                .hasNoCause()
                .hasMessageContaining("class dev.memjay.codec.SerializationWorkTest$Point is not on the codec's list")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> LISTED.decode(array)).hasMessageContaining("SerializationWorkTest$Point");
    }

    @Test
    void theClassThatIsNotFoundIsNamedAndNoValueIs() {
        String name = Point.class.getName();
        String stream = new String(ALL.encode(new Point(1, "secret")).data(), ISO_8859_1);
        Encoded missing =
                Encoded.of(stream.replace(name, name.replace("Point", "Po\nnt")).getBytes(ISO_8859_1));
        Encoded garbage = Encoded.of("secret \n text that is longer than a header".getBytes(ISO_8859_1));

        assertThatThrownBy(() -> ALL.decode(missing))
                .isInstanceOf(CodecException.class)
                .hasNoCause()
                .hasMessageContaining("class dev.memjay.codec.SerializationWorkTest$Po\\u000ant was not found")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> ALL.decode(garbage))
                .isInstanceOf(CodecException.class)
                .hasNoCause()
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("7365"); // its bytes, as the JDK quotes a header
    }

    /** Defines a class of its own from the same bytes. */
    private static final class ChildLoader extends ClassLoader {
        ChildLoader() {
            super(SerializationWorkTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Point.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @SuppressWarnings("unchecked") // the test knows better
    private static <V extends Serializable> SerializationCodec<V> codec(Class<?> type, String... patterns) {
        return SerializationCodec.allowing((Class<V>) type, patterns);
    }

    /** Filled from the top down, while the elements are empty and quick to hash. */
    private static LinkedHashSet<Object> sharedSets(int depth, LinkedHashSet<Object> top) {
        LinkedHashSet<Object> set = top;
        for (int i = 0; i < depth; i++) {
            LinkedHashSet<Object> below = new LinkedHashSet<>();
            ArrayList<Object> list = new ArrayList<>();
            list.add(below);
            set.add(below);
            set.add(list);
            set = below;
        }
        return top;
    }

    private static void fill(ArrayList<Object> top, int depth) {
        ArrayList<Object> list = top;
        for (int i = 0; i < depth; i++) {
            ArrayList<Object> below = new ArrayList<>();
            list.add(below);
            list.add(below);
            list = below;
        }
    }

    /** Lists of sixteen texts of two that have the same hash, whichever they are. */
    private static List<Object> colliding(int count) {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ArrayList<Object> one = new ArrayList<>();
            for (int bit = 0; bit < 16; bit++) {
                one.add((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            all.add(one);
        }
        return all;
    }
}
