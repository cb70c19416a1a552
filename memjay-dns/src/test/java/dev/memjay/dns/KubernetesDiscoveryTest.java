package dev.memjay.dns;

import static dev.memjay.dns.ScriptedNameServer.SRV;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Node;
import dev.memjay.server.MemcachedServer;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A client of a headless service, from the URI to the servers: a name server of this test has the service's SRV and A
 * records and an A record for each pod, and a server on a loopback address of its own plays each pod.
 */
@Timeout(120)
class KubernetesDiscoveryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SERVICE = "mc.default.svc.cluster.local";
    private static final Map<String, String> ENTRIES =
            IntStream.range(0, 100).boxed().collect(Collectors.toMap(i -> "key:" + i, i -> "value " + i));

    private final FoundFleets listener = new FoundFleets();
    private ScriptedNameServer names;
    private MemcachedServer first;
    private MemcachedServer second;
    private int port;

    @BeforeEach
    void start() {
        names = new ScriptedNameServer();
        first = MemcachedServer.builder().host("127.0.0.1").start();
        port = first.port();
        second = pod("127.0.0.2");
        names.addresses(name(0), 1, "127.0.0.1");
        names.addresses(name(1), 1, "127.0.0.2");
        service(0, 1);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        names.close();
    }

    @Test
    void podsAreFoundByNameAndTheOneThatReplacesAnotherIsFollowed() throws Exception {
        try (Memjay memjay = client()) {
            assertThat(memjay.awaitReady(PATIENCE)).isTrue();
            assertThat(memjay.strings().setAll(ENTRIES).notDone()).isEmpty();
            assertThat(listener.fleets.take()).containsExactly(node(0), node(1));
            assertThat(first.requests()).isNotEmpty();
            assertThat(second.requests()).isNotEmpty();

            second.close();
            try (MemcachedServer third = pod("127.0.0.3")) {
                names.addresses(name(2), 1, "127.0.0.3");
                service(0, 2);

                assertThat(listener.fleets.take()).containsExactly(node(0), node(2));
                assertThat(memjay.awaitReady(PATIENCE)).isTrue();
                assertThat(memjay.strings().setAll(ENTRIES).notDone()).isEmpty();
                assertThat(memjay.strings().getAll(ENTRIES.keySet())).isEqualTo(ENTRIES);
                assertThat(third.requests()).isNotEmpty();
            }
        }
    }

    /** A pod of a StatefulSet comes back under its name; no cache may hold its old address. */
    @Test
    void aPodThatComesBackElsewhereUnderItsNameIsFound() throws Exception {
        try (Memjay memjay = client()) {
            assertThat(memjay.awaitReady(PATIENCE)).isTrue();
            assertThat(memjay.strings().setAll(ENTRIES).notDone()).isEmpty();

            second.close();
            try (MemcachedServer elsewhere = pod("127.0.0.3")) {
                names.addresses(name(1), 1, "127.0.0.3");
                while (elsewhere.requests().isEmpty()) {
                    memjay.strings().withFailurePolicy(FailurePolicy.MISS).setAll(ENTRIES);
                    TimeUnit.MILLISECONDS.sleep(10);
                }
                assertThat(memjay.awaitReady(PATIENCE)).isTrue();
                assertThat(memjay.strings().setAll(ENTRIES).notDone()).isEmpty();
                assertThat(memjay.strings().getAll(ENTRIES.keySet())).isEqualTo(ENTRIES);
                assertThat(memjay.nodes()).containsExactly(node(0), node(1));
            }
        }
    }

    @Test
    void servicesThatCannotBeAskedChangeNothingThoughAddressesAreAnswered() throws Exception {
        try (Memjay memjay = client()) {
            assertThat(memjay.awaitReady(PATIENCE)).isTrue();
            assertThat(memjay.strings().setAll(ENTRIES).notDone()).isEmpty();
            assertThat(listener.fleets.take()).containsExactly(node(0), node(1));

            names.code(SRV, 2);
            failedLook(failure -> String.valueOf(failure.getMessage()).contains("code 2"));
            keepsTheFleet(memjay);

            names.silent(SRV, true);
            failedLook(failure -> failure instanceof SocketTimeoutException); // two answers to wait for: 6 s
            keepsTheFleet(memjay);

            names.silent(SRV, false);
            names.code(SRV, 0);
            long failed = memjay.metrics().failedLooks();
            long looks = memjay.metrics().looks();
            while (memjay.metrics().looks() - looks <= memjay.metrics().failedLooks() - failed) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            keepsTheFleet(memjay);
        }
    }

    /** Waits for a look that failed for a reason of one kind. */
    private void failedLook(Predicate<Throwable> reason) throws InterruptedException {
        Throwable failure = listener.failures.take();
        while (Arrays.stream(failure.getSuppressed()).noneMatch(reason)) {
            failure = listener.failures.take();
        }
    }

    private void keepsTheFleet(Memjay memjay) {
        assertThat(listener.fleets).isEmpty();
        assertThat(memjay.nodes()).containsExactly(node(0), node(1));
        assertThat(memjay.strings().getAll(ENTRIES.keySet())).isEqualTo(ENTRIES);
    }

    private Memjay client() {
        return Memjay.builder()
                .uri("memcached+kubernetes://mc.default:" + port + "?discoveryInterval=100ms&nameServers="
                        + names.address())
                .timeout(PATIENCE)
                .connectTimeout(Duration.ofSeconds(3)) // a silent name server takes as long, twice
                .listener(listener)
                .build();
    }

    private MemcachedServer pod(String address) {
        return MemcachedServer.builder().host(address).port(port).start();
    }

    /** The service's records: an SRV record for each pod, and their addresses as well. */
    private void service(int... pods) {
        names.servicesAndAddresses(
                SERVICE,
                1,
                Arrays.stream(pods)
                        .mapToObj(pod -> "0 50 " + port + " " + name(pod))
                        .toList(),
                Arrays.stream(pods).mapToObj(pod -> "127.0.0." + (pod + 1)).toList());
    }

    private static String name(int pod) {
        return "mc-" + pod + "." + SERVICE;
    }

    private Node node(int pod) {
        return Node.of(name(pod), port);
    }
}
