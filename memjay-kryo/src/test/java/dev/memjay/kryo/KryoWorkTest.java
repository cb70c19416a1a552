package dev.memjay.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Output;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Short values that would take all of the memory, or hash for ever, end in a CodecException by what they declare and by a
 * count of steps; the timeout is there for a bound that does not hold.
 */
@Tag("hostile")
@Timeout(60)
class KryoWorkTest {
    private static final Consumer<Kryo> COLLECTIONS = kryo -> {
        kryo.register(ArrayList.class);
        kryo.register(HashSet.class);
        kryo.register(HashMap.class);
        kryo.register(LinkedHashMap.class);
        kryo.register(TreeMap.class);
        kryo.register(Object[].class);
        kryo.register(String[].class);
    };
    private static final Consumer<Kryo> SHARING = kryo -> {
        kryo.setReferences(true);
        COLLECTIONS.accept(kryo);
    };

    @ParameterizedTest
    @ValueSource(
            classes = {
                ArrayList.class,
                HashSet.class,
                HashMap.class,
                Object[].class,
                String[].class,
                byte[].class,
                boolean[].class,
                short[].class,
                char[].class,
                int[].class,
                long[].class,
                float[].class,
                double[].class,
                String.class,
                java.math.BigInteger.class
            })
    void whatIsDeclaredTakesNoMemory(Class<?> type) {
        KryoCodec<?> codec = KryoCodec.of(type, COLLECTIONS.andThen(kryo -> {
            for (Class<?> array : List.of(
                    byte[].class,
                    boolean[].class,
                    short[].class,
                    char[].class,
                    int[].class,
                    long[].class,
                    float[].class,
                    double[].class,
                    java.math.BigInteger.class)) {
                kryo.register(array);
            }
        }));
        Output length = new Output(64);
        if (type == String.class || type == ArrayList.class || type == HashSet.class) {
            length.writeVarIntFlag(true, 2_000_000_000, true);
        } else {
            length.writeVarInt(2_000_000_000, true);
        }
        byte[] small = new byte[length.position() + 8];
        System.arraycopy(length.getBuffer(), 0, small, 0, length.position());

        assertThatThrownBy(() -> codec.decode(Encoded.of(small))).isInstanceOf(CodecException.class);
    }

    /** Each set holds the one below and a list of it: 2 to the power of 40 steps to hash. */
    @Test
    void setsThatShareTheirPartsAreRefused() {
        KryoCodec<HashSet<Object>> codec = KryoCodec.of(type(HashSet.class), SHARING);
        byte[] data = written(SHARING, sharedSets(40));

        assertThat(data.length).isLessThan(2_000);
        assertThatThrownBy(() -> codec.decode(Encoded.of(data)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("more than 100000000 steps of hashing");
    }

    @Test
    void listsThatShareTheirPartsAreNoElementsButAreRead() {
        KryoCodec<ArrayList<Object>> lists = KryoCodec.of(type(ArrayList.class), SHARING);
        KryoCodec<HashMap<Object, Object>> maps = KryoCodec.of(type(HashMap.class), SHARING);
        HashMap<Object, Object> map = new HashMap<>();
        List<Object> top = new ArrayList<>();
        map.put(top, "value");
        fill(top, 40);
        byte[] list = written(SHARING, top);
        byte[] key = written(SHARING, map);

        assertThat(lists.decode(Encoded.of(list))).hasSize(2);
        assertThatThrownBy(() -> maps.decode(Encoded.of(key))).isInstanceOf(CodecException.class);
    }

    @Test
    void elementsThatCollideAreRefused() {
        KryoCodec<HashSet<Object>> sets = KryoCodec.of(type(HashSet.class), COLLECTIONS);
        HashSet<Object> some = new HashSet<>(colliding(2_000));
        Encoded stored = sets.encode(some);
        byte[] many = written(COLLECTIONS, new ArrayList<>(colliding(60_000))); // a list has a set's bytes

        assertThat(sets.decode(stored)).isEqualTo(some);
        assertThatThrownBy(() -> sets.maxWork(1_000_000).decode(stored)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> sets.decode(Encoded.of(many))).isInstanceOf(CodecException.class);
    }

    @Test
    void whatHonestProgramsStoreIsRead() {
        KryoCodec<HashSet<Object>> sets = KryoCodec.of(type(HashSet.class), COLLECTIONS);
        KryoCodec<HashMap<Object, Object>> maps = KryoCodec.of(type(HashMap.class), SHARING);
        HashMap<Object, Object> rows = new HashMap<>();
        Set<Object> words = new HashSet<>();
        List<Object> shared = new ArrayList<>(List.of("one", "two"));
        for (int i = 0; i < 100_000; i++) {
            words.add("word " + i);
            rows.put(i, new ArrayList<>(List.of("row", i)));
            rows.put(-i - 1, shared);
        }
        HashSet<Object> pairs = new HashSet<>();
        for (int i = 0; i < 50_000; i++) {
            pairs.add(new ArrayList<>(List.of(i, "pair")));
        }

        assertThat(sets.decode(sets.encode(new HashSet<>(words)))).isEqualTo(words);
        assertThat(sets.decode(sets.encode(pairs))).isEqualTo(pairs);
        Map<Object, Object> read = maps.decode(maps.encode(rows));
        assertThat(read).isEqualTo(rows);
        assertThat(read.get(-1)).isSameAs(read.get(-2));
        // One Kryo reads many values, and counts each from the start.
        for (int round = 0; round < 5; round++) {
            assertThat(sets.decode(sets.encode(pairs))).hasSize(50_000);
        }
    }

    @Test
    void aWorkOfNoStepsIsRefused() {
        assertThatThrownBy(() -> KryoCodec.of(type(HashSet.class), COLLECTIONS).maxWork(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxWork is 0; it has to be 1 or more");
    }

    /** Filled from the top down, while the elements are empty and quick to hash. */
    private static HashSet<Object> sharedSets(int depth) {
        HashSet<Object> top = new HashSet<>();
        HashSet<Object> set = top;
        for (int i = 0; i < depth; i++) {
            HashSet<Object> below = new HashSet<>();
            List<Object> list = new ArrayList<>();
            list.add(below);
            set.add(below);
            set.add(list);
            set = below;
        }
        return top;
    }

    private static void fill(List<Object> top, int depth) {
        List<Object> list = top;
        for (int i = 0; i < depth; i++) {
            List<Object> below = new ArrayList<>();
            list.add(below);
            list.add(below);
            list = below;
        }
    }

    /** Lists of sixteen texts of two that have the same hash, whichever they are. */
    private static List<Object> colliding(int count) {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Object> one = new ArrayList<>();
            for (int bit = 0; bit < 16; bit++) {
                one.add((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            all.add(one);
        }
        return all;
    }

    private static byte[] written(Consumer<Kryo> registrations, Object value) {
        Kryo kryo = new Kryo();
        registrations.accept(kryo);
        Output output = new Output(256, -1);
        kryo.writeObject(output, value);
        return output.toBytes();
    }

    @SuppressWarnings("unchecked") // nobody looks at it
    private static <V> Class<V> type(Class<?> type) {
        return (Class<V>) type;
    }
}
