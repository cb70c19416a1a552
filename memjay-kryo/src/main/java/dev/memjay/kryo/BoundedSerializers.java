package dev.memjay.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.serializers.CollectionSerializer;
import com.esotericsoftware.kryo.serializers.DefaultArraySerializers.BooleanArraySerializer;
import com.esotericsoftware.kryo.serializers.DefaultArraySerializers.ObjectArraySerializer;
import com.esotericsoftware.kryo.serializers.DefaultArraySerializers.StringArraySerializer;
import com.esotericsoftware.kryo.serializers.MapSerializer;
import java.util.Collection;
import java.util.Map;

/**
 * Kryo's serializers of collections, maps and arrays, with a look at the length before memory is taken for it: every element
 * has a byte at least. They write and read the same bytes as Kryo's.
 */
final class BoundedSerializers {
    private BoundedSerializers() {}

    /** Makes sure that there may be so many elements. */
    static void requireThere(Input input, long count) {
        if (count > input.limit() - input.position()) {
            throw new KryoException("a length that is more than there is");
        }
    }

    private static void requireNextThere(Input input) {
        int start = input.position();
        requireThere(input, input.readVarInt(true) - 1L);
        input.setPosition(start);
    }

    /** Lists and sets. */
    static final class Collections extends CollectionSerializer<Collection<Object>> {
        @Override
        protected Collection<Object> create(
                Kryo kryo, Input input, Class<? extends Collection<Object>> type, int size) {
            requireThere(input, size);
            return super.create(kryo, input, type, size);
        }
    }

    /** Maps. */
    static final class Maps extends MapSerializer<Map<Object, Object>> {
        @Override
        protected Map<Object, Object> create(
                Kryo kryo, Input input, Class<? extends Map<Object, Object>> type, int size) {
            requireThere(input, size);
            return super.create(kryo, input, type, size);
        }
    }

    /** Arrays of objects. */
    static final class ObjectArrays extends ObjectArraySerializer {
        ObjectArrays(Kryo kryo, Class<?> type) {
            super(kryo, type);
        }

        @Override
        @SuppressWarnings("rawtypes") // as Kryo has it
        public Object[] read(Kryo kryo, Input input, Class type) {
            requireNextThere(input);
            return super.read(kryo, input, type);
        }
    }

    /** Arrays of truth values, which Kryo reads one by one into an array that it makes before. */
    static final class BooleanArrays extends BooleanArraySerializer {
        @Override
        @SuppressWarnings("rawtypes") // as Kryo has it
        public boolean[] read(Kryo kryo, Input input, Class type) {
            requireNextThere(input);
            return super.read(kryo, input, type);
        }
    }

    /** Arrays of strings. */
    static final class StringArrays extends StringArraySerializer {
        @Override
        @SuppressWarnings("rawtypes") // as Kryo has it
        public String[] read(Kryo kryo, Input input, Class type) {
            requireNextThere(input);
            return super.read(kryo, input, type);
        }
    }
}
