package dev.memjay.benchmarks.contenders;

import dev.memjay.benchmarks.contenders.BareConnection.Dialect;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Who takes part, in the order of the table. */
public final class Entrants {
    private static final int[] CONNECTIONS = {1, 2, 4};
    private static final Set<Operation> BLOCKING = EnumSet.complementOf(EnumSet.of(Operation.ASYNC_GET));
    private static final Set<Operation> ALL = EnumSet.allOf(Operation.class);

    private Entrants() {}

    /**
     * All of them.
     *
     * @param protocol what Memjay speaks
     */
    public static List<Entrant> all(String protocol) {
        return List.of(
                bare("bare socket", BLOCKING, BareSocket::new),
                bare("bare pipelined socket", EnumSet.of(Operation.ASYNC_GET), BarePipelined::new),
                memjay("Memjay", Role.MEMJAY, true, protocol),
                memjay("Memjay, metrics off", Role.MEMJAY_WITHOUT_METRICS, false, protocol),
                new Entrant("spymemcached 2.12.3", Role.PEER, ALL, spymemcached()),
                new Entrant("xmemcached 2.4.9", Role.PEER, BLOCKING, xmemcached()),
                new Entrant("folsom 1.21.0", Role.PEER, ALL, folsom()));
    }

    /** A plain client that stores what the loads read. */
    public static Contender forSetUp(int port) {
        return new BareSocket(port, Dialect.CLASSIC);
    }

    private interface Bare {
        Contender open(int port, Dialect dialect);
    }

    private static Entrant bare(String name, Set<Operation> operations, Bare bare) {
        List<Variant> variants = new ArrayList<>();
        for (Dialect dialect : Dialect.values()) {
            variants.add(new Variant(dialect.name().toLowerCase(Locale.ROOT), port -> bare.open(port, dialect)));
        }
        return new Entrant(name, Role.FLOOR, operations, List.copyOf(variants));
    }

    private static Entrant memjay(String name, Role role, boolean metrics, String protocol) {
        String settings = (metrics ? "defaults" : "defaults, but no metrics")
                + (protocol.equals("auto") ? "" : ", protocol " + protocol);
        return new Entrant(
                name, role, ALL, List.of(new Variant(settings, port -> new MemjayContender(port, metrics, protocol))));
    }

    private static List<Variant> spymemcached() {
        List<Variant> variants = new ArrayList<>();
        for (int connections : CONNECTIONS) {
            for (boolean optimise : new boolean[] {true, false}) {
                variants.add(new Variant(
                        "optimise " + onOff(optimise) + ", " + connections(connections),
                        port -> new Spymemcached(port, optimise, connections)));
            }
        }
        return List.copyOf(variants);
    }

    private static List<Variant> xmemcached() {
        List<Variant> variants = new ArrayList<>();
        for (int connections : CONNECTIONS) {
            for (boolean optimise : new boolean[] {true, false}) {
                variants.add(new Variant(
                        "optimizeGet " + onOff(optimise) + ", " + connections(connections),
                        port -> new Xmemcached(port, optimise, connections)));
            }
        }
        return List.copyOf(variants);
    }

    private static List<Variant> folsom() {
        List<Variant> variants = new ArrayList<>();
        for (int connections : CONNECTIONS) {
            for (boolean onEventLoop : new boolean[] {false, true}) {
                variants.add(new Variant(
                        connections(connections) + (onEventLoop ? ", replies on the event loop" : ""),
                        port -> new Folsom(port, connections, onEventLoop)));
            }
        }
        return List.copyOf(variants);
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    private static String connections(int count) {
        return count + (count == 1 ? " connection" : " connections");
    }
}
