package dev.memjay.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.serializers.CollectionSerializer;
import com.esotericsoftware.kryo.serializers.DefaultArraySerializers.BooleanArraySerializer;
import com.esotericsoftware.kryo.serializers.DefaultArraySerializers.ObjectArraySerializer;
import com.esotericsoftware.kryo.serializers.DefaultArraySerializers.StringArraySerializer;
import com.esotericsoftware.kryo.serializers.MapSerializer;
import com.esotericsoftware.kryo.util.IntArray;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A Kryo that counts the hashing that reading a value takes, and ends it when that is too much.
 *
 * <p>Sets and maps hash what is put into them while they are read. With references, parts that are shared are a tree of 2 to
 * the power of its depth nodes to whoever hashes them, so each element and key counts as many steps as it has nodes, as
 * often as they occur. And an element whose order HashMap does not know counts once more for each before it that has its
 * hash. Like every Kryo, used by one thread at a time.
 */
final class CountingKryo extends Kryo {
    /** Steps to hash one part of an element; measured, a comparison of it takes a tenth. */
    private static final int HASH = 10;

    private final long maxWork;
    private final Deque<Frame> frames = new ArrayDeque<>();
    /** How many nodes each object has that may be referred to again. */
    private final Map<Object, Long> nodes = new IdentityHashMap<>();

    private long work;

    CountingKryo(long maxWork) {
        this.maxWork = maxWork;
    }

    /** Puts serializers that look at lengths in the place of those that take memory for whatever length they are told. */
    void boundLengths() {
        for (int id = 0; id < getNextRegistrationId(); id++) {
            Registration registration = getRegistration(id);
            if (registration != null) {
                Serializer<?> bounded = bounded(registration.getSerializer(), registration.getType());
                if (bounded != null) {
                    registration.setSerializer(bounded);
                }
            }
        }
    }

    private @Nullable Serializer<?> bounded(Serializer<?> serializer, Class<?> type) {
        if (serializer.getClass() == CollectionSerializer.class) {
            return ((CollectionSerializer<?>) serializer).getElementSerializer() == null
                    ? new BoundedSerializers.Collections()
                    : null;
        }
        if (serializer.getClass() == MapSerializer.class) {
            MapSerializer<?> maps = (MapSerializer<?>) serializer;
            return maps.getKeySerializer() == null && maps.getValueSerializer() == null
                    ? new BoundedSerializers.Maps()
                    : null;
        }
        if (serializer.getClass() == ObjectArraySerializer.class) {
            return new BoundedSerializers.ObjectArrays(this, type);
        }
        if (serializer.getClass() == BooleanArraySerializer.class) {
            return new BoundedSerializers.BooleanArrays();
        }
        return serializer.getClass() == StringArraySerializer.class ? new BoundedSerializers.StringArrays() : null;
    }

    /** Forgets what was counted. */
    @Override
    public void reset() {
        super.reset();
        // The superclass's constructor may come here.
        if (frames != null) {
            frames.clear();
            nodes.clear();
            work = 0;
        }
    }

    // One object

    @Override
    public <T> T readObject(Input input, Class<T> type) {
        Frame frame = enter(type);
        return leave(frame, super.readObject(input, type));
    }

    @Override
    @SuppressWarnings("rawtypes") // as Kryo has it
    public <T> T readObject(Input input, Class<T> type, Serializer serializer) {
        Frame frame = enter(type);
        return leave(frame, super.readObject(input, type, serializer));
    }

    @Override
    public <T> T readObjectOrNull(Input input, Class<T> type) {
        Frame frame = enter(type);
        return leave(frame, super.readObjectOrNull(input, type));
    }

    @Override
    @SuppressWarnings("rawtypes") // as Kryo has it
    public <T> T readObjectOrNull(Input input, Class<T> type, Serializer serializer) {
        Frame frame = enter(type);
        return leave(frame, super.readObjectOrNull(input, type, serializer));
    }

    @Override
    public Object readClassAndObject(Input input) {
        Frame frame = enter(null);
        return leave(frame, super.readClassAndObject(input));
    }

    @Override
    public Registration readClass(Input input) {
        Registration registration = super.readClass(input);
        Frame frame = frames.peek();
        if (frame != null && frame.type == null && registration != null) {
            frame.type = registration.getType();
        }
        return registration;
    }

    /** Called for an object that is new, not for one that was there before. */
    @Override
    public void reference(Object object) {
        super.reference(object);
        Frame frame = frames.peek();
        if (frame != null) {
            frame.isNew = true;
        }
    }

    private Frame enter(@Nullable Class<?> type) {
        Frame frame = new Frame(type);
        frames.push(frame);
        return frame;
    }

    private <T> T leave(Frame frame, T value) {
        frames.poll(); // the end of the outermost object empties it before
        long count = frame.nodes;
        if (getReferences() && value != null) {
            Long known = frame.isNew ? null : nodes.get(value);
            if (known != null) {
                count = known;
            } else if (frame.isNew) {
                nodes.put(value, count);
            }
        }
        Frame parent = frames.peek();
        if (parent == null) {
            return value;
        }
        parent.nodes = count > Long.MAX_VALUE - parent.nodes ? Long.MAX_VALUE : parent.nodes + count;
        if (parent.isTable() && parent.isNextKey()) {
            spend(steps(count, HASH));
            spend(steps(count, parent.equalHashes(value)));
        }
        return value;
    }

    private static long steps(long parts, long each) {
        return each > 0 && parts > Long.MAX_VALUE / each ? Long.MAX_VALUE : parts * each;
    }

    private void spend(long steps) {
        if (steps > maxWork - work) {
            throw new TooMuchWork();
        }
        work += steps;
    }

    /** The value takes more steps of hashing than may be. */
    static final class TooMuchWork extends KryoException {
        private static final long serialVersionUID = 1L;
    }

    /** An object that is being read. */
    private static final class Frame {
        private @Nullable Class<?> type;
        private boolean isNew;
        private long nodes = 1;
        private int children;
        /** Hashes of keys of one class, as long as there is no other, which HashMap finds by their order. */
        private final IntArray orderedHashes = new IntArray(0);
        /** How often each hash occurs, since there was another. */
        private @Nullable Map<Integer, Integer> hashes;

        private @Nullable Class<?> orderedClass;

        Frame(@Nullable Class<?> type) {
            this.type = type;
        }

        /** Whether it may hash its elements or keys. */
        boolean isTable() {
            return isMap()
                    || type != null && Set.class.isAssignableFrom(type) && !SortedSet.class.isAssignableFrom(type);
        }

        private boolean isMap() {
            return type != null && Map.class.isAssignableFrom(type) && !SortedMap.class.isAssignableFrom(type);
        }

        /** Whether the child that was just read is hashed, as a value of a map is not. */
        boolean isNextKey() {
            return !isMap() || children++ % 2 == 0;
        }

        /** How many keys before one have its hash, as far as it may have to be compared with them. */
        int equalHashes(@Nullable Object key) {
            int hash = Objects.hashCode(key);
            if (hashes == null) {
                if (key != null && isOrdered(key) && (orderedClass == null || orderedClass == key.getClass())) {
                    orderedClass = key.getClass();
                    orderedHashes.add(hash);
                    return 0;
                }
                hashes = new HashMap<>();
                for (int i = 0; i < orderedHashes.size; i++) {
                    hashes.merge(orderedHashes.get(i), 1, Integer::sum);
                }
            }
            return hashes.merge(hash, 1, Integer::sum) - 1;
        }

        private static boolean isOrdered(Object key) {
            return key instanceof String
                    || key instanceof Integer
                    || key instanceof Long
                    || key instanceof Short
                    || key instanceof Byte
                    || key instanceof Character
                    || key instanceof Float
                    || key instanceof Double
                    || key instanceof Enum<?>
                    || key instanceof UUID
                    || key instanceof BigInteger
                    || key instanceof BigDecimal;
        }
    }
}
