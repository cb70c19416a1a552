package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;

import dev.memjay.discovery.NodeDiscovery;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.model.Node;
import dev.memjay.server.MemcachedServer;
import dev.memjay.server.ServerTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients whose nodes are found by discovery, from the URI to the servers. */
@Timeout(120)
class DiscoveryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FleetRecorder listener = new FleetRecorder();

    @ParameterizedTest
    @ValueSource(strings = {"memcached+elasticache", "memcached+memorystore"})
    void theClusterConfigurationIsFollowed(String scheme) throws Exception {
        try (MemcachedServer one = MemcachedServer.start();
                MemcachedServer two = MemcachedServer.start()) {
            one.cluster(7, "localhost|127.0.0.1|" + one.port());
            try (Memjay memjay = Memjay.builder()
                    .uri(scheme + "://" + one.address()
                            + "/app:?timeout=60s&connectTimeout=60s&discoveryInterval=100ms")
                    .listener(listener)
                    .build()) {
                assertThat(memjay.strings().set("k", "v")).isTrue();
                assertThat(listener.fleets.take()).containsExactly(Node.of("localhost", one.port()));

                one.cluster(6, "localhost|127.0.0.1|" + two.port()); // of a node that lags behind
                long looks = memjay.metrics().looks();
                one.cluster(8, "localhost|127.0.0.1|" + one.port(), "localhost|127.0.0.1|" + two.port());

                assertThat(listener.fleets.take())
                        .as("after %s looks", looks)
                        .containsExactly(Node.of("localhost", one.port()), Node.of("localhost", two.port()));
                assertThat(memjay.strings().setAll(entries()).notDone()).isEmpty();
                assertThat(two.requests()).isNotEmpty();
            }
        }
    }

    @Test
    void aClusterConfigurationThatIsEmptyOrGarbageOrOldChangesNothing() throws Exception {
        try (MemcachedServer one = MemcachedServer.start();
                MemcachedServer two = MemcachedServer.start()) {
            one.cluster(7, "localhost|127.0.0.1|" + one.port());
            try (Memjay memjay = Memjay.builder()
                    .uri("memcached+elasticache://" + one.address() + "?discoveryInterval=100ms")
                    .timeout(PATIENCE)
                    .connectTimeout(PATIENCE)
                    .listener(listener)
                    .build()) {
                assertThat(listener.fleets.take()).containsExactly(Node.of("localhost", one.port()));

                one.cluster(8);
                assertThat(listener.failures.take()).hasRootCauseMessage("it has no nodes");
                one.cluster(
                        8,
                        IntStream.range(0, 2_001)
                                .mapToObj(i -> "n" + i + "||11211")
                                .toArray(String[]::new));
                Throwable tooMany = listener.failures.take();
                while (!rootCause(tooMany).getMessage().contains("2001 nodes")) { // but of the list before
                    tooMany = listener.failures.take();
                }
                one.cluster(8, "localhost|127.0.0.1|" + two.port(), "localhost");
                String garbage = "'localhost' is not host|address|port";
                Throwable failure = listener.failures.take();
                while (!garbage.equals(rootCause(failure).getMessage())) { // but of the list before
                    failure = listener.failures.take();
                }
                one.cluster(6, "localhost|127.0.0.1|" + two.port());
                long good = goodLooks(memjay);
                while (goodLooks(memjay) < good + 2) { // the first may have begun before
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                assertThat(listener.fleets).isEmpty();
                assertThat(memjay.nodes()).containsExactly(Node.of("localhost", one.port()));
                assertThat(memjay.strings().set("k", "v")).isTrue();

                one.cluster(8, "localhost||" + two.port());
                assertThat(listener.fleets.take()).containsExactly(Node.of("localhost", two.port()));
            }
        }
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : rootCause(cause);
    }

    private static long goodLooks(Memjay memjay) {
        return memjay.metrics().looks() - memjay.metrics().failedLooks();
    }

    @ParameterizedTest
    @ValueSource(strings = {"elasticache", "memorystore"})
    void theServersAndTheEndpointAreSpokenToInTls(String scheme, @TempDir Path folder) throws Exception {
        ServerTls made = ServerTls.made();
        Path trust = Files.writeString(folder.resolve("made.crt"), made.authorityPem());
        try (MemcachedServer server = MemcachedServer.builder().tls(made).start()) {
            server.cluster(1, "localhost|127.0.0.1|" + server.port());
            String uri = "memcacheds+" + scheme + "://localhost:" + server.port()
                    + "?timeout=60s&connectTimeout=60s&tlsTrust=" + trust;
            try (Memjay memjay = Memjay.create(uri)) {
                assertThat(memjay.strings().set("k", "v")).isTrue();
                assertThat(memjay.strings().get("k")).isEqualTo("v");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"elasticache", "memorystore"})
    void eachSchemeHasATwinWithTls(String scheme) {
        for (boolean tls : new boolean[] {false, true}) {
            MemjayBuilder builder = Memjay.builder().uri((tls ? "memcacheds+" : "memcached+") + scheme + "://a");
            try (Memjay memjay = builder.build()) {
                assertThat(memjay.settings())
                        .filteredOn(setting -> setting.name().equals("tls"))
                        .allMatch(setting -> setting.value().equals(Boolean.toString(tls)));
                assertThat(memjay.settings())
                        .filteredOn(setting -> setting.name().equals("discovery"))
                        .noneMatch(setting -> setting.value().equals("none"));
            }
        }
    }

    @Test
    void nodesThatAreFoundAreNotChangedByHand() {
        Node node = Node.of("127.0.0.1", 1);
        try (Memjay memjay =
                Memjay.builder().discovery(NodeDiscovery.of(List.of(node))).build()) {
            assertThatIllegalStateException().isThrownBy(() -> memjay.addNode(Node.of("127.0.0.1", 2)));
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> Memjay.builder()
                        .discovery(NodeDiscovery.of(List.of(node)))
                        .layout());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memcached+dns://a,b",
                "memcached+srv://a,b",
                "memcached+srv://a:11212",
                "memcached+dns://a?weights=2",
                "memcached+dns://a?nameServers=x%20y",
                "memcached+dns://a?discoveryInterval=1ms",
                "memcached+consul://a",
            })
    void whatMakesNoSenseIsRefused(String uri) {
        assertThatIllegalArgumentException().isThrownBy(() -> Memjay.create(uri));
    }

    @Test
    void aWrongEndpointIsTheCauseOfWhatACallThrows() {
        try (MemcachedServer plain = MemcachedServer.start(); // no cluster is configured
                Memjay memjay = Memjay.builder()
                        .uri("memcached+elasticache://" + plain.address())
                        .timeout(Duration.ofMillis(500))
                        .build()) {
            for (int i = 0; i < 100; i++) { // the first look may still be under way
                Throwable thrown = catchThrowable(() -> memjay.strings().get("k"));
                assertThat(thrown).isInstanceOf(OperationTimeoutException.class);
                if (thrown.getCause() != null) {
                    assertThat(thrown).hasMessageContaining("it is no configuration endpoint");
                    assertThat(thrown.getCause()).hasMessageContaining("it is no configuration endpoint");
                    return;
                }
            }
            fail("no call was told why the looks failed");
        }
    }

    @Test
    void serversGivenLaterTakeThePlaceOfADiscovery() {
        try (Memjay memjay = Memjay.builder()
                .uri("memcached+elasticache://localhost:1")
                .servers("127.0.0.1:1")
                .build()) {
            assertThat(memjay.nodes()).containsExactly(Node.of("127.0.0.1", 1));
        }
        try (Memjay memjay = Memjay.create("memcached+elasticache://localhost:1")) {
            assertThat(memjay.settings())
                    .anySatisfy(setting -> assertThat(setting.toString()).contains("elasticache [localhost:1]"));
        }
    }

    /** The tests of this module run without memjay-dns. */
    @ParameterizedTest
    @ValueSource(strings = {"memcached+dns://", "memcached+srv://", "memcached+kubernetes://"})
    void whatNeedsTheLibraryForDnsNamesIt(String scheme) {
        assertThatIllegalStateException()
                .isThrownBy(() -> Memjay.create(scheme + "cache.example.test"))
                .withMessageStartingWith(scheme + " needs dev.memjay:memjay-dns on the class path");
    }

    @Test
    void nameServersNeedTheLibraryForDnsAndPlainNamesDoNot() throws InterruptedException {
        try (MemcachedServer server = MemcachedServer.start()) {
            MemjayBuilder builder = Memjay.builder().servers("localhost:" + server.port());
            try (Memjay memjay = builder.build()) {
                assertThat(memjay.awaitReady(PATIENCE)).isTrue();
            }
            assertThatIllegalStateException()
                    .isThrownBy(() -> builder.nameServers("127.0.0.1").build())
                    .withMessageStartingWith("the setting nameServers needs dev.memjay:memjay-dns on the class path");
        }
    }

    private static Map<String, String> entries() {
        return IntStream.range(0, 100).boxed().collect(Collectors.toMap(i -> "key:" + i, i -> "value " + i));
    }
}
