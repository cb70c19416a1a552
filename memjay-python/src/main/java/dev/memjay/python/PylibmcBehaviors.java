package dev.memjay.python;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.placement.Libmemcached;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The behaviors of a pylibmc client, each with pylibmc's name, unit and meaning, for programs that share a cache with one.
 * {@code docs/behaviors.md} has a row for each.
 *
 * <pre>{@code
 * // pylibmc.Client(["10.0.0.1", "10.0.0.2"], behaviors={"tcp_nodelay": True, "_poll_timeout": 500})
 * MemjayBuilder builder = Memjay.builder().servers("10.0.0.1", "10.0.0.2");
 * Memjay memjay = PylibmcBehaviors.of(Map.of("tcp_nodelay", true, "_poll_timeout", 500)).apply(builder).build();
 * }</pre>
 *
 * <p>The order in the map does not matter; as in pylibmc, each behavior has its place in a fixed order. Immutable.
 */
public final class PylibmcBehaviors {
    private final Map<Behavior, Object> given;

    private PylibmcBehaviors(Map<Behavior, Object> given) {
        this.given = given;
        apply(Memjay.builder()); // which refuses what is out of the settings' bounds
    }

    /**
     * Takes the behaviors that pylibmc's constructor was given; an empty map stands for none.
     *
     * @param behaviors from names to whole numbers, booleans, or the names of hashes and distributions
     * @throws IllegalArgumentException if pylibmc has no such behavior, or if its value has a wrong type or is out of bounds
     */
    public static PylibmcBehaviors of(Map<String, ?> behaviors) {
        Map<Behavior, Object> given = new EnumMap<>(Behavior.class);
        Objects.requireNonNull(behaviors, "behaviors").forEach((name, value) -> {
            Behavior behavior = Behavior.named(name);
            if (given.put(behavior, behavior.checked(value)) != null) {
                throw new IllegalArgumentException(
                        "behaviors has " + behavior + " and its alias " + Behavior.ALIAS + "; give one");
            }
        });
        return new PylibmcBehaviors(given);
    }

    /**
     * These behaviors and others, which win where both have one: what {@code client.behaviors.update(others)} leaves, except
     * for placement, which stays that of a constructor.
     *
     * @throws IllegalArgumentException as {@link #of} does
     */
    public PylibmcBehaviors and(Map<String, ?> others) {
        Map<Behavior, Object> both = new EnumMap<>(Behavior.class);
        both.putAll(given);
        both.putAll(of(others).given);
        return new PylibmcBehaviors(both);
    }

    /**
     * Sets what the behaviors decide. Settings of behaviors that are not given stay as they are, except for the placement,
     * which is always pylibmc's: without a behavior of placement that is {@code modula}, and not Memjay's default, with which
     * the two clients would look for most keys on different nodes.
     *
     * <p>pylibmc's constructor takes more than behaviors: {@code binary=True} is {@link MemjayBuilder#protocol
     * protocol("binary")}, and {@code username} and {@code password} are {@link MemjayBuilder#user user(..)} and {@link
     * MemjayBuilder#password password(..)}.
     *
     * @return the builder
     */
    public MemjayBuilder apply(MemjayBuilder builder) {
        given.forEach((behavior, value) -> behavior.set(value, given, builder));
        return builder.placement(placement());
    }

    /**
     * Where pylibmc places keys if the constructor was given these behaviors: {@code Client(servers, behaviors={...})}.
     *
     * <p>There they are set before the servers are added, so that a weight above 1 counts under every consistent
     * distribution, and keys and points have the same hash.
     */
    public Placement placement() {
        return placed(Placements.libmemcached()).servers().placement();
    }

    /**
     * Where pylibmc places keys if a client without behaviors was given these later: {@code client.behaviors = {...}}.
     *
     * <p>Then the servers are there already, so that weights count only under {@code consistent weighted}, and a hash that
     * is set alone leaves the points with the old one.
     */
    public Placement placementWhenSetLater() {
        return placed(Placements.libmemcached().servers()).placement();
    }

    private Libmemcached placed(Libmemcached options) {
        given.forEach((behavior, value) -> behavior.place(value, options));
        return options;
    }

    /** The behaviors by their names, in the order in which pylibmc applies them. */
    @Override
    public String toString() {
        return given.toString();
    }
}
