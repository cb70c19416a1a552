package dev.memjay;

import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.call.Call;
import dev.memjay.internal.setting.KeyRule;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.RawMeta;
import dev.memjay.model.MetaReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One raw meta command, see {@link Meta}. Immutable; may be sent more than once. */
public final class MetaCommand {
    /** memcached 1.6.18 takes 19 words; command, key, length, opaque and base64 mark are five of them. */
    private static final int MAX_FLAGS = 14;

    private static final String OWN = "OqkbS";

    private final Engine engine;
    private final long timeoutNanos;
    private final String name;
    private final WireKey key;
    private final List<String> flags;
    private final byte @Nullable [] data;

    MetaCommand(
            Engine engine, long timeoutNanos, String name, WireKey key, List<String> flags, byte @Nullable [] data) {
        this.engine = engine;
        this.timeoutNanos = timeoutNanos;
        this.name = name;
        this.key = key;
        this.flags = flags;
        this.data = data;
    }

    /**
     * The same command with more flags.
     *
     * @param more each a letter with what belongs to it, such as {@code v} or {@code T60}; not {@code O}, {@code q} and
     *     {@code k}, by which Memjay matches replies, nor {@code b}, which follows from the key
     * @throws IllegalArgumentException if a flag is not one, comes twice, or there are more than 14
     */
    public MetaCommand flags(String... more) {
        List<String> all = new ArrayList<>(flags);
        for (String flag : Objects.requireNonNull(more, "more")) {
            Objects.requireNonNull(flag, "more has a null element");
            check(flag, all);
            all.add(flag);
        }
        if (all.size() > MAX_FLAGS) {
            throw new IllegalArgumentException("there are " + all.size() + " flags; at most " + MAX_FLAGS + " will do");
        }
        return new MetaCommand(engine, timeoutNanos, name, key, List.copyOf(all), data);
    }

    private static void check(String flag, List<String> others) {
        boolean isFlag = !flag.isEmpty() && KeyRule.isPrintable(flag) && Character.isLetter(flag.charAt(0));
        if (!isFlag || OWN.indexOf(flag.charAt(0)) >= 0) {
            throw new IllegalArgumentException(
                    "'" + (KeyRule.isPrintable(flag) ? flag : "?")
                            + "' is no flag that may be chosen; a letter and what belongs to it is, but O, q, k, b and S are not");
        }
        if (others.stream().anyMatch(other -> other.charAt(0) == flag.charAt(0))) {
            throw new IllegalArgumentException("the flag " + flag.charAt(0) + " comes twice");
        }
    }

    /**
     * Sends it and waits for the reply, as every verb does.
     *
     * @return the reply
     * @throws dev.memjay.error.ServerErrorException if the server refused the command
     * @throws dev.memjay.error.UnsupportedByServerException with a protocol other than meta
     */
    public MetaReply send() {
        return call().run(engine, timeoutNanos);
    }

    /**
     * Sends it without waiting.
     *
     * @return of the reply
     */
    public CompletableFuture<MetaReply> start() {
        return call().start(engine, timeoutNanos);
    }

    private Call<MetaReply> call() {
        return new Call<>(new RawMeta(name, flags, data), key, MetaCommand::reply, null);
    }

    private static MetaReply reply(Exchange exchange) {
        if (!(exchange.detail instanceof RawMeta.Answer answer)) {
            throw new IllegalStateException("a raw meta command was answered with " + exchange.status);
        }
        return new MetaReply(MetaReply.Code.valueOf(answer.code()), exchange.value, answer.flags());
    }

    /** The command without its data. */
    @Override
    public String toString() {
        return name + " " + key.wire() + (flags.isEmpty() ? "" : " " + String.join(" ", flags));
    }
}
