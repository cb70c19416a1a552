package dev.memjay.python;

import dev.memjay.error.CodecException;
import dev.memjay.error.Printable;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.Unpickler;
import org.jspecify.annotations.Nullable;

/**
 * Reads one pickle through net.razorvine's Unpickler, but with a list of its own of what may be made, in place of the
 * open registry that the library shares with the whole program.
 *
 * <p>A name that is not on the list ends the reading at the opcode that names it, before anything is called. Lengths are
 * checked against what is there before memory is taken, and all that is made, copied, hashed or compared is counted by a
 * {@link PickleBudget}. Confined to one call.
 */
final class PickleReader extends Unpickler {
    private static final int MAX_NUMBER = 4_310;
    /** Characters of a class name that are shown. */
    private static final int MAX_NAME = 80;
    /** A UUID's state has two fields. */
    private static final int MAX_FIELDS = 8;

    private final PickleInput in;
    private final PickleBudget budget = new PickleBudget();
    private final PickleKeys keys = new PickleKeys(budget);

    private PickleReader(byte[] data) {
        in = new PickleInput(data);
    }

    /** The value of a pickle; null for None. */
    static @Nullable Object read(byte[] data) {
        try {
            PickleReader reader = new PickleReader(data);
            Object value = PlainValue.checked(reader.load(reader.in));
            if (reader.in.available() > 0) {
                throw new CodecException("the pickle ends before the value of " + data.length + " bytes does");
            }
            return value;
        } catch (CodecException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Without a cause, since its message may quote the value.
            throw new CodecException("the value of " + data.length + " bytes is no pickle that can be read ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    @Override
    protected Object dispatch(short key) throws PickleException, IOException {
        budget.spend(cost(key));
        switch (key) {
            case Opcodes.GLOBAL -> name(in.line(), in.line());
            case Opcodes.STACK_GLOBAL -> {
                String name = text(stack.pop());
                name(text(stack.pop()), name);
            }
            case Opcodes.REDUCE, Opcodes.NEWOBJ -> call();
            case Opcodes.BUILD -> build();
            case Opcodes.INST,
                    Opcodes.OBJ,
                    Opcodes.NEWOBJ_EX,
                    Opcodes.EXT1,
                    Opcodes.EXT2,
                    Opcodes.EXT4,
                    Opcodes.PERSID,
                    Opcodes.BINPERSID,
                    Opcodes.NEXT_BUFFER,
                    Opcodes.READONLY_BUFFER -> throw refused("an opcode that makes objects (" + key + ")");
            default -> {
                return dispatchPlain(key);
            }
        }
        return NO_RETURN_VALUE;
    }

    private Object dispatchPlain(short key) throws IOException {
        switch (key) {
            case Opcodes.EMPTY_TUPLE -> stack.add(Tuple.of());
            case Opcodes.TUPLE1 -> stack.add(Tuple.of(popped(1)));
            case Opcodes.TUPLE2 -> stack.add(Tuple.of(popped(2)));
            case Opcodes.TUPLE3 -> stack.add(Tuple.of(popped(3)));
            case Opcodes.TUPLE -> stack.add(Tuple.of(stack.pop_all_since_marker()));
            case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<>());
            case Opcodes.DICT -> {
                List<Object> items = stack.pop_all_since_marker();
                Map<Object, @Nullable Object> dict = new LinkedHashMap<>();
                putAll(dict, items);
                stack.add(dict);
            }
            case Opcodes.SETITEM -> {
                List<Object> item = popped(2);
                putAll(dict(), item);
            }
            case Opcodes.SETITEMS -> {
                List<Object> items = stack.pop_all_since_marker();
                putAll(dict(), items);
            }
            case Opcodes.EMPTY_SET -> stack.add(new LinkedHashSet<>());
            case Opcodes.ADDITEMS -> {
                List<Object> items = stack.pop_all_since_marker();
                Set<Object> set = set();
                items.forEach(item -> keys.add(set, item));
            }
            case Opcodes.FROZENSET -> stack.add(keys.frozenset(stack.pop_all_since_marker()));
            case Opcodes.APPENDS -> {
                List<Object> items = stack.pop_all_since_marker();
                list().addAll(items);
            }
            case Opcodes.POP_MARK -> stack.pop_all_since_marker();
            case Opcodes.GET, Opcodes.BINGET, Opcodes.LONG_BINGET -> {
                Object nothing = super.dispatch(key);
                finishUuid();
                return nothing;
            }
            case Opcodes.STRING, Opcodes.UNICODE, Opcodes.PUT -> {
                return super.dispatch(key);
            }
            case Opcodes.FLOAT -> {
                budget.spendOnDigits(in.requireShortLine(MAX_NUMBER));
                stack.add(number(in.line()));
            }
            case Opcodes.INT, Opcodes.LONG -> {
                budget.spendOnDigits(in.requireShortLine(MAX_NUMBER));
                return super.dispatch(key);
            }
            case Opcodes.SHORT_BINUNICODE -> stack.add(in.utf8(in.size(1)));
            case Opcodes.BINUNICODE -> stack.add(in.utf8(in.size(4)));
            case Opcodes.BINUNICODE8 -> stack.add(in.utf8(in.size(8)));
            case Opcodes.BINSTRING, Opcodes.BINBYTES, Opcodes.LONG4 -> {
                in.requireSized(4);
                return super.dispatch(key);
            }
            case Opcodes.BINBYTES8, Opcodes.BYTEARRAY8 -> {
                in.requireSized(8);
                return super.dispatch(key);
            }
            default -> {
                return super.dispatch(key);
            }
        }
        return NO_RETURN_VALUE;
    }

    private void name(String module, String name) {
        PythonType type = PythonType.named(module, name);
        if (type == null) {
            throw refused(Printable.excerpt(module + "." + name, MAX_NAME));
        }
        stack.add(type);
    }

    private void call() {
        Object arguments = stack.pop();
        Object callable = stack.pop();
        if (!(callable instanceof PythonType type) || !(arguments instanceof Tuple tuple)) {
            throw refused("a call of what is no type");
        }
        stack.add(type.make(tuple.items(), keys, budget));
    }

    /** A state for an object, which of the types of the list only UUID has. */
    @SuppressWarnings("unchecked") // whatever the map holds is looked at
    private void build() {
        Object state = stack.pop();
        if (!(stack.peek() instanceof UnfinishedUuid unfinished)
                || !(state instanceof Map<?, ?> fields)
                || fields.size() > MAX_FIELDS
                || !(fields.get("int") instanceof Number number)) {
            throw refused("a state for an object");
        }
        BigInteger bits = number instanceof BigInteger big ? big : BigInteger.valueOf(number.longValue());
        unfinished.made = new UUID(bits.shiftRight(Long.SIZE).longValue(), bits.longValue());
        finishUuid();
    }

    /** Puts the UUID in the place of its beginning, which the memo holds. */
    private void finishUuid() {
        if (stack.peek() instanceof UnfinishedUuid unfinished && unfinished.made != null) {
            stack.pop();
            stack.add(unfinished.made);
        }
    }

    private List<Object> popped(int count) {
        List<Object> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(0, stack.pop());
        }
        return items;
    }

    /** What an opcode costs, beside the bytes that it reads: the object that it makes, and its place on the stack. */
    private static int cost(short key) {
        return switch (key) {
            case Opcodes.EMPTY_DICT, Opcodes.DICT, Opcodes.EMPTY_SET, Opcodes.FROZENSET -> 80;
            case Opcodes.PUT, Opcodes.BINPUT, Opcodes.LONG_BINPUT, Opcodes.MEMOIZE -> 64;
            case Opcodes.EMPTY_LIST,
                    Opcodes.LIST,
                    Opcodes.EMPTY_TUPLE,
                    Opcodes.TUPLE,
                    Opcodes.TUPLE1,
                    Opcodes.TUPLE2,
                    Opcodes.TUPLE3 -> 56;
            case Opcodes.MARK, Opcodes.NONE, Opcodes.NEWTRUE, Opcodes.NEWFALSE, Opcodes.POP, Opcodes.DUP ->
                PickleBudget.REFERENCE;
            default -> 32;
        };
    }

    @SuppressWarnings("unchecked") // the maps on the stack are all of this reader's making
    private Map<Object, @Nullable Object> dict() {
        return (Map<Object, @Nullable Object>) stack.peek();
    }

    @SuppressWarnings("unchecked") // the sets on the stack are all of this reader's making
    private Set<Object> set() {
        return (Set<Object>) stack.peek();
    }

    @SuppressWarnings("unchecked") // so are the lists
    private List<Object> list() {
        return (List<Object>) stack.peek();
    }

    private void putAll(Map<Object, @Nullable Object> dict, List<Object> items) {
        for (int i = 0; i < items.size(); i += 2) {
            keys.put(dict, items.get(i), items.get(i + 1));
        }
    }

    /** Python's spelling, which differs from Java's in what is no number. */
    private static Double number(String text) {
        return switch (text) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.valueOf(text);
        };
    }

    private static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw refused("a name that is no text");
    }

    static CodecException refused(String what) {
        return new CodecException("the pickle asks for " + what + ", which is not on the list of what is read: "
                + "None, bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, OrderedDict, set, frozenset,"
                + " datetime, date, time, timedelta, timezone, Decimal and UUID");
    }

    /** A UUID between the opcode that makes it and the one that fills it. */
    static final class UnfinishedUuid {
        private @Nullable UUID made;
    }
}
