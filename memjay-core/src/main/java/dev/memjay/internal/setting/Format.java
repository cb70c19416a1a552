package dev.memjay.internal.setting;

import dev.memjay.model.DownNodePolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the values of one type are read from text and written as text, for URIs, tables and messages. What is written reads
 * as the same value again.
 *
 * @param words what a text has to be, as it goes on after "it has to be"
 * @param reader makes a value of a text, and null of one that spells none; null where no text does
 * @param writer makes a text of a value
 */
record Format<T>(
        Class<?> type, String words, @Nullable Function<String, @Nullable T> reader, Function<T, String> writer) {

    static final Format<String> TEXT = new Format<>(String.class, "text", text -> text, text -> text);

    static final Format<Boolean> TOGGLE = oneOf(Boolean.class, List.of(true, false), Object::toString);

    static final Format<Integer> COUNT =
            new Format<>(Integer.class, "a whole number", text -> whole(text, Integer::valueOf), Object::toString);

    static final Format<Long> BYTES =
            new Format<>(Long.class, "a whole number", text -> whole(text, Long::valueOf), Object::toString);

    /** A whole number with its unit, such as {@code 50ms}. */
    static final Format<Duration> DURATION =
            new Format<>(Duration.class, "a time such as 50ms", Format::parseDuration, Format::showDuration);

    /** A duration, or {@code never}. */
    static final Format<Duration> TIME_TO_LIVE = new Format<>(
            Duration.class,
            DURATION.words + ", or never",
            text -> text.equals("never") ? TimeToLive.NEVER : parseDuration(text),
            ttl -> ttl.equals(TimeToLive.NEVER) ? "never" : showDuration(ttl));

    /** A name, and what the policy has to know behind colons. */
    static final Format<DownNodePolicy> DOWN_NODE_POLICY = new Format<>(
            DownNodePolicy.class,
            "fail_fast, rehash[:TTL], replica[:COPIES] or gutter:TTL:HOST[:PORT][,HOST...]",
            Format::parsePolicy,
            Format::showPolicy);

    /** An object that is handed over as it is, and that no text stands for. */
    static <T> Format<T> object(Class<?> type, String words) {
        return new Format<>(type, words, null, Object::toString);
    }

    /** One of several values, each with its name; the builder may take others of their type. */
    static <T> Format<T> oneOf(Class<T> type, List<T> values, Function<T, String> name) {
        Map<String, T> byName = new LinkedHashMap<>();
        values.forEach(value -> byName.put(name.apply(value), value));
        return new Format<>(type, alternatives(List.copyOf(byName.keySet())), byName::get, name);
    }

    /** One of several values that are made when their name is read; the builder may take others of their type. */
    static <T> Format<T> named(
            Class<T> type, List<String> names, Function<String, T> byName, Function<T, String> name) {
        return new Format<>(type, alternatives(names), text -> names.contains(text) ? byName.apply(text) : null, name);
    }

    /** The value that a text spells, or null. */
    @Nullable
    T parse(String text) {
        return reader == null ? null : reader.apply(text);
    }

    String show(T value) {
        return writer.apply(value);
    }

    private static String alternatives(List<String> names) {
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    private static <N> @Nullable N whole(String text, Function<String, N> valueOf) {
        try {
            return valueOf.apply(text);
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }

    // ---- Lengths of time

    private record TimeUnit(String symbol, Duration length) {}

    /** From the longest to the shortest, since a duration is shown in the longest that divides it. */
    private static final List<TimeUnit> UNITS = List.of(
            new TimeUnit("d", Duration.ofDays(1)),
            new TimeUnit("h", Duration.ofHours(1)),
            new TimeUnit("m", Duration.ofMinutes(1)),
            new TimeUnit("s", Duration.ofSeconds(1)),
            new TimeUnit("ms", Duration.ofMillis(1)),
            new TimeUnit("us", Duration.ofNanos(1_000)),
            new TimeUnit("ns", Duration.ofNanos(1)));

    /** Ten digits keep every unit within what a Duration holds. */
    private static final Pattern DURATION_TEXT = Pattern.compile("([0-9]{1,10})(d|h|m|s|ms|us|ns)");

    /** Beyond it nanoseconds overflow a long. */
    private static final Duration MAX_SHOWN = Duration.ofNanos(Long.MAX_VALUE);

    private static @Nullable Duration parseDuration(String text) {
        Matcher matcher = DURATION_TEXT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long number = Long.parseLong(matcher.group(1));
        for (TimeUnit unit : UNITS) {
            if (unit.symbol().equals(matcher.group(2))) {
                return unit.length().multipliedBy(number);
            }
        }
        return null;
    }

    private static String showDuration(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.abs().compareTo(MAX_SHOWN) > 0) {
            return duration.toString();
        }
        for (TimeUnit unit : UNITS) {
            long count = duration.dividedBy(unit.length());
            if (unit.length().multipliedBy(count).equals(duration)) {
                return count + unit.symbol();
            }
        }
        throw new IllegalStateException("every duration is a number of nanoseconds");
    }

    // ---- Policies for down nodes

    private static final String GUTTER = "gutter:";

    private static @Nullable DownNodePolicy parsePolicy(String text) {
        try {
            if (text.startsWith(GUTTER)) {
                return gutter(text.substring(GUTTER.length()));
            }
            int colon = text.indexOf(':');
            String argument = colon < 0 ? null : text.substring(colon + 1);
            return switch (colon < 0 ? text : text.substring(0, colon)) {
                case "fail_fast" -> argument == null ? DownNodePolicy.FAIL_FAST : null;
                case "rehash" -> argument == null ? DownNodePolicy.REHASH : rehash(argument);
                case "replica" ->
                    argument == null ? DownNodePolicy.REPLICA : DownNodePolicy.replica(Integer.parseInt(argument));
                default -> null;
            };
        } catch (IllegalArgumentException outOfBounds) {
            return null;
        }
    }

    private static @Nullable DownNodePolicy rehash(String ttl) {
        Duration longest = parseDuration(ttl);
        return longest == null ? null : DownNodePolicy.rehash(longest);
    }

    private static @Nullable DownNodePolicy gutter(String arguments) {
        int colon = arguments.indexOf(':');
        Duration ttl = colon < 0 ? null : parseDuration(arguments.substring(0, colon));
        return ttl == null
                ? null
                : DownNodePolicy.gutter(ttl, ServerText.parseList(arguments.substring(colon + 1), true));
    }

    private static String showPolicy(DownNodePolicy policy) {
        if (policy instanceof DownNodePolicy.Rehash rehash) {
            return "rehash:" + showDuration(rehash.longestTtl());
        } else if (policy instanceof DownNodePolicy.Replica replica) {
            return "replica:" + replica.copies();
        } else if (policy instanceof DownNodePolicy.Gutter gutter) {
            return GUTTER + showDuration(gutter.ttl()) + ":" + ServerText.of(gutter.spares());
        }
        return "fail_fast";
    }
}
