package dev.memjay.codec;

import dev.memjay.error.CodecException;
import java.io.ObjectStreamConstants;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts what reading a serialized object will take, by a walk through its stream that makes no object.
 *
 * <p>An {@link java.io.ObjectInputFilter} sees depth, references and lengths, but not what hash tables do with them: a set
 * hashes its elements when it is read, and sets that share their parts are a tree of 2 to the power of their depth nodes to
 * whoever hashes them; 1,640 bytes took more than 20 s. So an element of a hash table counts here as many steps as it has
 * nodes, each as often as it occurs. And elements whose order a hash table does not know are compared with each other where
 * their hashes are equal, which whoever wrote the stream may have chosen: each of their nodes counts half as many steps as
 * the table has elements. Confined to one call.
 */
final class SerializedWork implements ObjectStreamConstants {
    private static final int SERIALIZED_HEADER = 4;
    /** Steps to hash one part of an element; measured, a comparison of it takes a tenth. */
    private static final int HASH = 10;
    /** More classes above each other than programs have. */
    private static final int MAX_HEIGHT = 200;

    private static final Object NOTHING = "null";
    private static final Object OTHER = "other";
    /** What HashMap finds by its order among its like, however many have the same hash. */
    private static final Set<String> ORDERED = Set.of(
            "java.lang.Byte",
            "java.lang.Short",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Character",
            "java.lang.Float",
            "java.lang.Double",
            "java.math.BigInteger",
            "java.math.BigDecimal",
            "java.util.UUID");
    /** The sets and maps of {@code Set.of} and {@code Map.of}, and by its lowest byte which it is; 1 is a list. */
    private static final String IMMUTABLE = "java.util.CollSer";

    private static final int IMMUTABLE_SET = 2;
    private static final int IMMUTABLE_MAP = 3;

    private final ByteBuffer in;
    private final long maxWork;
    private final List<StreamClass> classes = new ArrayList<>();
    /** The class of each handle that is one; -1 of others. */
    private int[] classOf = new int[64];
    /** How many nodes the object of a handle has. */
    private long[] nodes = new long[64];
    /** What the object of a handle is as a key: its class where that is ordered. */
    private Object[] kinds = new Object[64];

    private int handles;
    private long work;
    private Object lastKind = NOTHING;

    private SerializedWork(byte[] data, long maxWork) {
        in = ByteBuffer.wrap(data);
        this.maxWork = maxWork;
    }

    /**
     * Makes sure that an object can be read in so many steps.
     *
     * @throws CodecException if not, or if the bytes are none of a serialized object
     */
    static void check(byte[] data, long maxWork) {
        try {
            SerializedWork walk = new SerializedWork(data, maxWork);
            walk.in.position(SERIALIZED_HEADER);
            walk.content();
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | StackOverflowError e) {
            throw damaged(data.length);
        }
    }

    private static CodecException damaged(int length) {
        return new CodecException("the value of " + length + " bytes is no serialized object, or of a class whose"
                + " writeObject does not begin with defaultWriteObject or putFields");
    }

    private CodecException unreadable() {
        return damaged(in.limit());
    }

    private void spend(long steps) {
        if (steps > maxWork - work) {
            throw new CodecException("the serialized value of " + in.limit() + " bytes takes more than " + maxWork
                    + " steps of hashing to read, by hash tables whose elements share their parts or can all have the"
                    + " same hash; maxWork of the codec allows more");
        }
        work += steps;
    }

    private void spendOnHash(long parts) {
        spend(parts > maxWork ? Long.MAX_VALUE : parts * HASH);
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    // Handles

    private int newHandle(int classIndex, Object kind) {
        if (handles == nodes.length) {
            nodes = Arrays.copyOf(nodes, 2 * handles);
            classOf = Arrays.copyOf(classOf, 2 * handles);
            kinds = Arrays.copyOf(kinds, 2 * handles);
        }
        nodes[handles] = 1;
        classOf[handles] = classIndex;
        kinds[handles] = kind;
        return handles++;
    }

    private int handle() {
        int handle = in.getInt() - baseWireHandle;
        if (handle < 0 || handle >= handles) {
            throw unreadable();
        }
        return handle;
    }

    // Contents

    /** Walks through one object; returns how many nodes it has. */
    private long content() {
        byte tag = in.get();
        lastKind = OTHER;
        switch (tag) {
            case TC_NULL -> {
                lastKind = NOTHING;
                return 1;
            }
            case TC_REFERENCE -> {
                int handle = handle();
                lastKind = kinds[handle];
                return nodes[handle];
            }
            case TC_STRING -> text(in.getShort() & 0xffff);
            case TC_LONGSTRING -> text(in.getLong());
            case TC_CLASSDESC, TC_PROXYCLASSDESC -> {
                in.position(in.position() - 1);
                classDescription();
                lastKind = OTHER;
            }
            case TC_CLASS -> {
                classDescription();
                newHandle(-1, OTHER);
                lastKind = OTHER;
            }
            case TC_ENUM -> {
                StreamClass type = required(classDescription());
                newHandle(-1, type);
                content();
                lastKind = type;
            }
            case TC_ARRAY -> {
                return array();
            }
            case TC_OBJECT -> {
                return object();
            }
            default -> throw unreadable();
        }
        return 1;
    }

    private void text(long length) {
        newHandle(-1, "string");
        skip(length);
        lastKind = "string";
    }

    private void skip(long length) {
        if (length < 0 || length > in.remaining()) {
            throw unreadable();
        }
        in.position(in.position() + (int) length);
    }

    private String utf() {
        byte[] bytes = new byte[Math.min(in.remaining(), in.getShort() & 0xffff)];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private long array() {
        StreamClass type = required(classDescription());
        int handle = newHandle(-1, OTHER);
        long length = in.getInt();
        char element = type.name.length() > 1 ? type.name.charAt(1) : '?';
        long count = 1;
        if (element == 'L' || element == '[') {
            for (long i = 0; i < length; i++) {
                count = sum(count, content());
            }
        } else {
            skip(length * width(element));
            count += length / Long.BYTES;
        }
        nodes[handle] = count;
        lastKind = OTHER;
        return count;
    }

    private long object() {
        StreamClass type = required(classDescription());
        Object kind = ORDERED.contains(type.name) ? type : OTHER;
        int handle = newHandle(-1, kind);
        List<StreamClass> hierarchy = new ArrayList<>();
        for (StreamClass each = type; each != null; each = each.parent) {
            hierarchy.add(0, each);
        }
        long count = 1;
        for (StreamClass each : hierarchy) {
            count = sum(count, each.isExternal() ? external(each) : fields(each));
        }
        nodes[handle] = count;
        lastKind = kind;
        return count;
    }

    private long external(StreamClass type) {
        if ((type.flags & SC_BLOCK_DATA) == 0) {
            throw unreadable();
        }
        return annotation(new Elements(type.isTable() ? type : null, 0));
    }

    private long fields(StreamClass type) {
        int tag = type.name.equals(IMMUTABLE) && type.primitives == Integer.BYTES ? in.getInt(in.position()) & 0xff : 0;
        boolean isTable = type.name.equals(IMMUTABLE) ? tag == IMMUTABLE_SET || tag == IMMUTABLE_MAP : type.isTable();
        Elements elements = new Elements(isTable ? type : null, tag);
        skip(type.primitives);
        long count = 0;
        for (int i = 0; i < type.references; i++) {
            long child = content();
            if (isTable) {
                spendOnHash(child);
            }
            count = sum(count, child);
        }
        return (type.flags & SC_WRITE_METHOD) == 0 ? count : sum(count, annotation(elements));
    }

    private long annotation(Elements elements) {
        long count = 0;
        while (true) {
            byte tag = in.get();
            switch (tag) {
                case TC_ENDBLOCKDATA -> {
                    elements.end();
                    return count;
                }
                case TC_BLOCKDATA -> skip(in.get() & 0xff);
                case TC_BLOCKDATALONG -> skip(in.getInt());
                default -> {
                    in.position(in.position() - 1);
                    long child = content();
                    elements.add(child, lastKind);
                    count = sum(count, child);
                }
            }
        }
    }

    /** What was written behind the fields of a hash table: its elements, or keys and values in turn. */
    private final class Elements {
        private final @Nullable StreamClass table;
        private final boolean isMap;
        private final boolean isOrderUsed;
        private final Map<Object, Long> counts = new HashMap<>();
        private long all;
        private long unordered;
        private int position;

        Elements(@Nullable StreamClass table, int tag) {
            this.table = table;
            isMap = table != null && (tag == IMMUTABLE_MAP || tag == 0 && table.isMap());
            isOrderUsed = tag == 0;
        }

        void add(long steps, Object kind) {
            if (table == null) {
                return;
            }
            if (!isMap || position++ % 2 == 0) {
                spendOnHash(steps);
                all++;
                unordered += steps;
                if (isOrderUsed && kind != OTHER) {
                    counts.merge(kind, steps, Long::sum);
                }
            }
        }

        /** All but the most frequent ordered kind may have to be compared with everything. */
        void end() {
            long ordered = 0;
            for (long count : counts.values()) {
                ordered = Math.max(ordered, count);
            }
            spend((unordered - ordered) * all / 2);
        }
    }

    // Classes

    private StreamClass required(@Nullable StreamClass type) {
        if (type == null) {
            throw unreadable();
        }
        return type;
    }

    private @Nullable StreamClass classDescription() {
        byte tag = in.get();
        switch (tag) {
            case TC_NULL -> {
                return null;
            }
            case TC_REFERENCE -> {
                int index = classOf[handle()];
                if (index < 0) {
                    throw unreadable();
                }
                return classes.get(index);
            }
            case TC_PROXYCLASSDESC -> {
                StreamClass type = new StreamClass("proxy", SC_SERIALIZABLE);
                newHandle(register(type), OTHER);
                for (int count = in.getInt(); count > 0; count--) {
                    utf();
                }
                annotation(new Elements(null, 0));
                link(type, classDescription());
                return type;
            }
            case TC_CLASSDESC -> {
                return describedClass();
            }
            default -> throw unreadable();
        }
    }

    private int register(StreamClass type) {
        classes.add(type);
        return classes.size() - 1;
    }

    private StreamClass describedClass() {
        String name = utf();
        in.getLong();
        int index = classes.size();
        classes.add(new StreamClass(name, 0));
        newHandle(index, OTHER);
        StreamClass type = new StreamClass(name, in.get());
        classes.set(index, type);
        for (int count = in.getShort() & 0xffff; count > 0; count--) {
            char code = (char) in.get();
            utf();
            if (code == 'L' || code == '[') {
                content();
                type.references++;
            } else {
                type.primitives += width(code);
            }
        }
        annotation(new Elements(null, 0));
        link(type, classDescription());
        return type;
    }

    /** Says what a class extends: not itself, by whatever way, and not more classes than any has. */
    private void link(StreamClass type, @Nullable StreamClass parent) {
        int height = 0;
        for (StreamClass each = parent; each != null; each = each.parent) {
            if (each == type || ++height > MAX_HEIGHT) {
                throw unreadable();
            }
        }
        type.parent = parent;
    }

    private int width(char code) {
        return switch (code) {
            case 'B', 'Z' -> 1;
            case 'C', 'S' -> 2;
            case 'I', 'F' -> 4;
            case 'J', 'D' -> 8;
            default -> throw unreadable();
        };
    }

    /** A class as a stream describes it. */
    private static final class StreamClass {
        final String name;
        final int flags;
        int primitives;
        int references;

        @Nullable
        StreamClass parent;

        StreamClass(String name, int flags) {
            this.name = name;
            this.flags = flags;
        }

        boolean isExternal() {
            return (flags & SC_EXTERNALIZABLE) != 0;
        }

        /** Whether it may hash what it holds, by its name: the JDK's and most others' have one of these words. */
        boolean isTable() {
            return name.contains("Hash") || name.contains("Set") || name.contains("Map") || name.contains("Table");
        }

        boolean isMap() {
            return name.contains("Map") || name.contains("Hashtable");
        }
    }
}
