package dev.memjay.python;

import dev.memjay.error.CodecException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.Pickler;
import org.jspecify.annotations.Nullable;

/**
 * Writes one pickle of protocol 2 through net.razorvine's Pickler, and by itself where that would store another type than
 * Python has for the value: bytes as bytearray, a tuple as an object. Confined to one call.
 */
final class PickleWriter extends Pickler {
    private static final long MAX_DAYS = 999_999_999;

    private PickleWriter() {
        // Shared parts stay shared, and lists may be equal without being one.
        super(true, false);
    }

    /** The pickle of a value. */
    static byte[] write(Object value) {
        try {
            return new PickleWriter().dumps(value);
        } catch (CodecException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new CodecException("cannot pickle a " + value.getClass().getName() + " ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    @Override
    public void save(@Nullable Object value) throws PickleException, IOException {
        if (value == null || value == None.NONE) {
            out.write(Opcodes.NONE);
        } else if (value instanceof String text) {
            super.save(checked(text));
        } else if (value instanceof Map<?, ?> map) {
            super.save(withHashedKeys(map));
        } else if (isPlain(value) || isWritten(value)) {
            super.save(value);
        } else if (!savedByParts(value)) {
            throw new CodecException("cannot pickle a " + value.getClass().getName() + "; what Python has a type for is"
                    + " None.NONE, Boolean, whole numbers, Double, Float, Complex, BigDecimal, String, byte[], List, Tuple,"
                    + " Set, Map, UUID and the dates and times of java.time");
        }
    }

    /** Whether the library writes it as what it is. */
    private static boolean isPlain(Object value) {
        return value instanceof Boolean
                || value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Float
                || value instanceof Double
                || value instanceof List<?>;
    }

    /** Whether it stands in this pickle already, so that the library refers to it. */
    private boolean isWritten(Object value) {
        Memo memory = memo.get(System.identityHashCode(value));
        return memory != null && memory.obj == value;
    }

    private boolean savedByParts(Object value) throws IOException {
        if (value instanceof byte[] bytes) {
            bytes(bytes);
        } else if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            bytes(bytes);
        } else if (value instanceof BigInteger number) {
            integer(number);
        } else if (value instanceof Tuple tuple) {
            tuple(tuple.items());
            writeMemo(tuple);
        } else if (value instanceof Object[] items) {
            tuple(Arrays.asList(items));
            writeMemo(items);
        } else if (value instanceof Set<?> set) {
            call("__builtin__", "set", elements(set));
        } else if (value instanceof Frozen frozen) {
            call("__builtin__", "frozenset", elements(frozen.set()));
        } else if (value instanceof Complex complex) {
            call("__builtin__", "complex", complex.real(), complex.imaginary());
        } else if (value instanceof BigDecimal number) {
            call("decimal", "Decimal", number.toString());
        } else if (value instanceof UUID uuid) {
            call("uuid", "UUID", uuid.toString());
        } else {
            return savedAsTime(value);
        }
        return true;
    }

    private boolean savedAsTime(Object value) throws IOException {
        if (value instanceof Instant instant) {
            dateTime(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), ZoneOffset.UTC);
        } else if (value instanceof OffsetDateTime time) {
            dateTime(time.toLocalDateTime(), time.getOffset());
        } else if (value instanceof LocalDateTime time) {
            dateTime(time, null);
        } else if (value instanceof LocalDate date) {
            call("datetime", "date", year(date), date.getMonthValue(), date.getDayOfMonth());
        } else if (value instanceof LocalTime time) {
            time(time, null);
        } else if (value instanceof OffsetTime time) {
            time(time.toLocalTime(), time.getOffset());
        } else if (value instanceof ZoneOffset offset) {
            call("datetime", "timezone", Duration.ofSeconds(offset.getTotalSeconds()));
        } else if (value instanceof Duration duration) {
            long days = Math.floorDiv(duration.getSeconds(), 86_400L);
            if (Math.abs(days) > MAX_DAYS) {
                throw new CodecException("Python's timedelta has at most " + MAX_DAYS + " days");
            }
            long seconds = Math.floorMod(duration.getSeconds(), 86_400L);
            call("datetime", "timedelta", days, seconds, micros(duration.getNano()));
        } else {
            return false;
        }
        return true;
    }

    private void dateTime(LocalDateTime time, @Nullable ZoneOffset offset) throws IOException {
        Object[] arguments = {
            year(time.toLocalDate()),
            time.getMonthValue(),
            time.getDayOfMonth(),
            time.getHour(),
            time.getMinute(),
            time.getSecond(),
            micros(time.getNano()),
            offset
        };
        call("datetime", "datetime", arguments);
    }

    private void time(LocalTime time, @Nullable ZoneOffset offset) throws IOException {
        call("datetime", "time", time.getHour(), time.getMinute(), time.getSecond(), micros(time.getNano()), offset);
    }

    private static int year(LocalDate date) {
        if (date.getYear() < 1 || date.getYear() > 9_999) {
            throw new CodecException("Python's years are 1 to 9999");
        }
        return date.getYear();
    }

    /** Python's clocks know no nanoseconds. */
    private static int micros(int nanos) {
        if (nanos % 1_000 != 0) {
            throw new CodecException(
                    "Python's times have microseconds, and this one has nanoseconds; truncatedTo(ChronoUnit.MICROS) drops them");
        }
        return nanos / 1_000;
    }

    private void call(String module, String name, @Nullable Object... arguments) throws IOException {
        out.write(Opcodes.GLOBAL);
        out.write((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
        tuple(Arrays.asList(arguments));
        out.write(Opcodes.REDUCE);
    }

    private void tuple(Collection<? extends @Nullable Object> items) throws IOException {
        out.write(Opcodes.MARK);
        // One level of the library's own count, which ends what is nested in itself.
        recurse++;
        if (recurse > MAX_RECURSE_DEPTH) {
            throw new IllegalStateException("nested too deep");
        }
        for (Object item : items) {
            save(item);
        }
        recurse--;
        out.write(Opcodes.TUPLE);
    }

    /** As Python 3 writes bytes in protocol 2: text in Latin 1 and a call that undoes it. */
    private void bytes(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            call("__builtin__", "bytes");
        } else {
            call("_codecs", "encode", new String(bytes, StandardCharsets.ISO_8859_1), "latin1");
        }
    }

    private void integer(BigInteger number) throws IOException {
        if (number.bitLength() < Long.SIZE) {
            super.save(number.longValue());
            return;
        }
        byte[] bigEndian = number.toByteArray();
        if (bigEndian.length < 256) {
            out.write(Opcodes.LONG1);
            out.write(bigEndian.length);
        } else {
            out.write(Opcodes.LONG4);
            for (int i = 0; i < 4; i++) {
                out.write(bigEndian.length >>> 8 * i);
            }
        }
        for (int i = bigEndian.length - 1; i >= 0; i--) {
            out.write(bigEndian[i]);
        }
    }

    /** A set in a set, which in Python has to be a frozenset. */
    private record Frozen(Set<?> set) {}

    private static List<@Nullable Object> elements(Set<?> set) {
        List<@Nullable Object> elements = new ArrayList<>(set.size());
        for (Object element : set) {
            elements.add(hashed(element));
        }
        return elements;
    }

    /** A key of a dict or an element of a set as Python can hash it, which lists and dicts it cannot. */
    private static @Nullable Object hashed(@Nullable Object value) {
        if (value instanceof List<?> || value instanceof Map<?, ?>) {
            throw new CodecException("cannot pickle a " + value.getClass().getName()
                    + " as a key of a dict or in a set, since Python cannot hash it; a Tuple would do");
        }
        if (value instanceof Set<?> set) {
            return new Frozen(set);
        }
        if (value instanceof Tuple tuple && tuple.items().stream().anyMatch(PickleWriter::isContainer)) {
            return Tuple.of(tuple.items().stream().map(PickleWriter::hashed).toList());
        }
        return value instanceof Object[] items ? hashed(Tuple.of(items)) : value;
    }

    private static boolean isContainer(@Nullable Object value) {
        return value instanceof Collection<?>
                || value instanceof Map<?, ?>
                || value instanceof Tuple
                || value instanceof Object[];
    }

    private static Map<?, ?> withHashedKeys(Map<?, ?> map) {
        if (map.keySet().stream().noneMatch(PickleWriter::isContainer)) {
            return map;
        }
        Map<@Nullable Object, @Nullable Object> hashed = new LinkedHashMap<>();
        map.forEach((key, value) -> hashed.put(hashed(key), value));
        return hashed;
    }

    private static String checked(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new CodecException("the text has half a surrogate pair, which UTF-8 cannot say");
        }
        return text;
    }
}
