package dev.memjay.benchmarks.contenders;

import dev.memjay.benchmarks.contenders.BareConnection.Dialect;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who takes part, in the order of the table. */
public final class Entrants {
    private static final int[] CONNECTIONS = {1, 2, 4};
    private static final Set<Operation> BLOCKING = EnumSet.complementOf(EnumSet.of(Operation.ASYNC_GET));
    private static final Set<Operation> PIPELINED = EnumSet.of(Operation.ASYNC_GET);
    private static final Set<Operation> ALL = EnumSet.allOf(Operation.class);

    private Entrants() {}

    /**
     * All of them: those that are compared most stand beside each other, and so run within seconds of each other.
     *
     * @param protocol what Memjay speaks
     * @param other another build of Memjay that takes part, or null
     */
    public static List<Entrant> all(String protocol, @Nullable OtherBuild other) {
        List<Entrant> all = new ArrayList<>();
        all.add(bare("bare socket", Role.FLOOR, BLOCKING, BareSocket::new));
        all.add(bare("bare pipelined socket", Role.FLOOR, PIPELINED, BarePipelined::oneForEachThread));
        all.add(bare(
                "bare pipelined socket, one for all",
                Role.FLOOR_WITH_ONE_CONNECTION,
                PIPELINED,
                BarePipelined::oneForAllThreads));
        all.add(memjay("Memjay", Role.MEMJAY, true, protocol));
        if (other != null) {
            all.add(new Entrant(
                    "Memjay, other build",
                    Role.OTHER_BUILD,
                    ALL,
                    List.of(new Variant(
                            "defaults" + spoken(protocol) + ", of " + other.folder(),
                            port -> other.open(port, protocol)))));
        }
        all.add(memjay("Memjay, metrics off", Role.MEMJAY_WITHOUT_METRICS, false, protocol));
        all.add(new Entrant("spymemcached 2.12.3", Role.PEER, ALL, spymemcached()));
        all.add(new Entrant("xmemcached 2.4.9", Role.PEER, BLOCKING, xmemcached()));
        all.add(new Entrant("folsom 1.21.0", Role.PEER, ALL, folsom()));
        return List.copyOf(all);
    }

    /** A plain client that stores what the loads read. */
    public static Contender forSetUp(int port) {
        return new BareSocket(port, Dialect.CLASSIC);
    }

    private interface Bare {
        Contender open(int port, Dialect dialect) throws IOException;
    }

    private static Entrant bare(String name, Role role, Set<Operation> operations, Bare bare) {
        List<Variant> variants = new ArrayList<>();
        for (Dialect dialect : Dialect.values()) {
            variants.add(new Variant(dialect.name().toLowerCase(Locale.ROOT), port -> bare.open(port, dialect)));
        }
        return new Entrant(name, role, operations, List.copyOf(variants));
    }

    private static Entrant memjay(String name, Role role, boolean metrics, String protocol) {
        String settings = (metrics ? "defaults" : "defaults, but no metrics") + spoken(protocol);
        return new Entrant(
                name, role, ALL, List.of(new Variant(settings, port -> new MemjayContender(port, metrics, protocol))));
    }

    private static String spoken(String protocol) {
        return protocol.equals("auto") ? "" : ", protocol " + protocol;
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
