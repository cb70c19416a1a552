package dev.memjay.it.fleet;

import dev.memjay.it.Ports;
import dev.memjay.it.Soon;
import dev.memjay.model.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real memcached of a fleet, which can be killed, frozen and cut off, and comes back at the same address. */
public final class FleetNode implements AutoCloseable {
    /** A namespace goes some time after it was deleted, so that the next needs a name and addresses of its own. */
    private static final AtomicInteger LINKS = new AtomicInteger();

    private final String host;
    private final int port;
    /** The name of the network namespace and of the link into it, or empty. */
    private final String namespace;

    private @Nullable Process process;

    private FleetNode(String host, int port, String namespace) {
        this.host = host;
        this.port = port;
        this.namespace = namespace;
        start();
    }

    /** A node on a free port of this machine. */
    public static FleetNode local() {
        return new FleetNode("127.0.0.1", Ports.free(), "");
    }

    /** A node in a network namespace of its own; takes root. */
    static FleetNode behindALink() {
        String user = System.getProperty("user.name");
        if (!"root".equals(user)) {
            throw new IllegalStateException(
                    "only root can cut a network, and " + user + " is not: run this test as root");
        }
        int number = LINKS.incrementAndGet();
        String name = "mj" + ProcessHandle.current().pid() % 1_000_000 + "n" + number;
        String network = "10.213." + (number & 0xFF);
        run("ip netns add " + name);
        try {
            run("ip link add " + name + " type veth peer name far netns " + name);
            run("ip addr add " + network + ".1/30 dev " + name);
            run("ip link set " + name + " up");
            run("ip -n " + name + " addr add " + network + ".2/30 dev far");
            run("ip -n " + name + " link set far up");
            return new FleetNode(network + ".2", 21_211, name);
        } catch (RuntimeException | Error e) {
            run("ip netns del " + name);
            throw e;
        }
    }

    Node node() {
        return Node.of(host, port);
    }

    public int port() {
        return port;
    }

    /** Starts it and waits until it listens. */
    public void start() {
        List<String> command = new ArrayList<>();
        if (!namespace.isEmpty()) {
            Collections.addAll(command, "ip", "netns", "exec", namespace);
        }
        Collections.addAll(command, "memcached", "-l", host, "-p", Integer.toString(port), "-U", "0", "-m", "64");
        if ("root".equals(System.getProperty("user.name"))) {
            Collections.addAll(command, "-u", "nobody");
        }
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Soon.until(this::isListening);
    }

    private boolean isListening() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends it with SIGKILL and waits until it is gone. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
            process = null;
        }
    }

    /** Freezes it: its port takes connections, and nothing is answered. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets it go on. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        Process running = process;
        if (running != null) {
            run("kill -" + name + " " + running.pid());
        }
    }

    /** Takes the link down: nothing arrives, and nobody is told. */
    void cut() {
        run("ip -n " + namespace + " link set far down");
    }

    /** Puts the link up. */
    void mend() {
        run("ip -n " + namespace + " link set far up");
    }

    private static void run(String command) {
        try {
            int status =
                    new ProcessBuilder(command.split(" ")).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IllegalStateException(command + " ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
        if (!namespace.isEmpty()) {
            run("ip netns del " + namespace);
        }
    }
}
