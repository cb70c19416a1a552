package dev.memjay.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.discovery.DnsProvider;
import dev.memjay.discovery.Fleet;
import dev.memjay.discovery.NodeDiscovery;
import dev.memjay.model.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Discovery by A, AAAA and SRV records, asked of a name server of this test. */
class RecordDiscoveryTest {
    private static final String NAME = "cache.example.test";
    private static final String SERVICE = "mc.default.svc.cluster.local";

    private final ScriptedNameServer server = new ScriptedNameServer();
    private final NameServersOnly network = new NameServersOnly(server);

    @TempDir
    Path folder;

    /** What the client finds by its service, but with this test's files for the machine's. */
    private DnsProvider dns() {
        return new DnsjavaProvider(files());
    }

    private ResolverFiles files() {
        return new ResolverFiles(folder.resolve("resolv.conf"), folder.resolve("hosts"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void everyAddressIsANodeSorted() throws IOException {
        server.addresses(NAME, 30, "10.0.0.9", "10.0.0.10", "2001:db8::5", "10.0.0.9");

        Fleet fleet = dns().addresses(NAME, 11212).discover(network);

        assertThat(fleet.nodes())
                .containsExactly(
                        Node.of("10.0.0.10", 11212), Node.of("10.0.0.9", 11212), Node.of("2001:db8::5", 11212));
        assertThat(fleet.validFor()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void theLowestTimeToLiveOfBothTypesCounts() throws IOException {
        server.addresses(NAME, 30, "10.0.0.1");
        assertThat(dns().addresses(NAME, 1).discover(network).validFor()).isEqualTo(Duration.ofSeconds(30));

        server.addresses("six.test", 7, "2001:db8::5");
        assertThat(dns().addresses("six.test", 1).discover(network).validFor()).isEqualTo(Duration.ofSeconds(7));

        server.alias(NAME, 40, "both.test");
        server.addresses("both.test", 50, "10.0.0.1", "2001:db8::5");
        assertThat(dns().addresses(NAME, 1).discover(network).validFor()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void oneMachineIsOneNode() throws IOException {
        Files.write(files().hosts(), List.of("127.0.0.1 localhost", "::1 localhost"));

        assertThat(dns().addresses("localhost", 11211).discover(network).nodes())
                .containsExactly(Node.of("127.0.0.1", 11211));
        assertThat(server.datagrams()).as("the file of hosts goes first").isZero();
    }

    @Test
    void anAliasIsFollowed() throws IOException {
        server.alias(NAME, 7, "real.example.test");
        server.addresses("real.example.test", 60, "10.0.0.1");

        Fleet fleet = dns().addresses(NAME, 11211).discover(network);

        assertThat(fleet.nodes()).containsExactly(Node.of("10.0.0.1", 11211));
        assertThat(fleet.validFor()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void whatDoesNotFitIntoADatagramComesOverTcp() throws IOException {
        server.addresses(
                NAME, 30, IntStream.range(0, 200).mapToObj(i -> "10.1.2." + i).toArray(String[]::new));

        assertThat(dns().addresses(NAME, 11211).discover(network).nodes()).hasSize(200);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void thePlatformIsAskedWhereTheNameServerKnowsNothing() throws IOException {
        network.resolved.put(NAME, List.of("10.7.7.7"));

        assertThat(dns().addresses(NAME, 11211).discover(network).nodes()).containsExactly(Node.of("10.7.7.7", 11211));
    }

    @Test
    void aNameWithoutAddressFails() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> dns().addresses(NAME, 11211).discover(network))
                .withMessageContaining(NAME);
    }

    @Test
    void servicesAreNodesByName() throws IOException {
        server.services(NAME, 20, "0 50 11212 b.example.test", "0 50 11211 a.example.test", "1 1 11211 spare.test");

        Fleet fleet = dns().services(NAME).discover(network);

        assertThat(fleet.nodes()).containsExactly(Node.of("a.example.test", 11211), Node.of("b.example.test", 11212));
        assertThat(fleet.validFor()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void weightsThatDifferCount() throws IOException {
        server.services(NAME, 20, "0 3 11211 a.test", "0 0 11211 b.test");

        assertThat(dns().services(NAME).discover(network).nodes())
                .containsExactly(Node.of("a.test", 11211).weight(3), Node.of("b.test", 11211));
    }

    @Test
    void aServiceThatIsDecidedlyNotThereFails() {
        server.services(NAME, 20, "0 0 0 .");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> dns().services(NAME).discover(network));
    }

    @Test
    void kubernetesPrefersTheNamesOfPods() throws IOException {
        String service = "mc.default.svc.cluster.local";
        server.services(
                service,
                5,
                "0 50 11211 mc-1.mc.default.svc.cluster.local",
                "0 50 11211 mc-0.mc.default.svc.cluster.local",
                "0 50 9150 mc-0.mc.default.svc.cluster.local");

        assertThat(dns().headlessService("mc.default", 11211).discover(network).nodes())
                .containsExactly(
                        Node.of("mc-0.mc.default.svc.cluster.local", 11211),
                        Node.of("mc-1.mc.default.svc.cluster.local", 11211));

        server.addresses(service, 5, "10.2.0.1");

        assertThat(dns().headlessService("mc.default.svc.cluster.local", 11211)
                        .discover(network)
                        .nodes())
                .containsExactly(Node.of("10.2.0.1", 11211));
    }

    @Test
    void kubernetesKeepsToTheNamesOfPodsWhileTheirServicesCannotBeAsked() throws IOException {
        server.servicesAndAddresses(SERVICE, 5, List.of("0 50 11211 mc-0." + SERVICE), List.of("10.2.0.1"));
        NodeDiscovery discovery = dns().headlessService("mc.default", 11211);
        assertThat(discovery.discover(network).nodes()).containsExactly(Node.of("mc-0." + SERVICE, 11211));

        for (int code : new int[] {1, 2, 4, 5}) {
            server.code(ScriptedNameServer.SRV, code);
            assertThatExceptionOfType(IOException.class)
                    .as("code %s", code)
                    .isThrownBy(() -> discovery.discover(network));
        }
        server.code(ScriptedNameServer.SRV, 0);
        assertThat(discovery.discover(network).nodes()).containsExactly(Node.of("mc-0." + SERVICE, 11211));
    }

    @Test
    void kubernetesTakesAddressesWhenNoServiceHasThePort() throws IOException {
        server.servicesAndAddresses(SERVICE, 5, List.of("0 50 9150 mc-0." + SERVICE), List.of("10.2.0.1"));

        assertThat(dns().headlessService("mc.default", 11211).discover(network).nodes())
                .containsExactly(Node.of("10.2.0.1", 11211));
    }

    @Test
    void kubernetesAsksThePlatformAloneWhereThereIsNoNameServer() throws IOException {
        NameServersOnly without = new NameServersOnly();
        without.resolved.put(SERVICE, List.of("10.2.0.7"));
        NodeDiscovery discovery = dns().headlessService("mc.default", 11211);

        assertThat(discovery.discover(without).nodes()).containsExactly(Node.of("10.2.0.7", 11211));

        server.services(SERVICE, 5, "0 50 11211 mc-0." + SERVICE);
        assertThat(discovery.discover(network).nodes()).containsExactly(Node.of("mc-0." + SERVICE, 11211));
        assertThatExceptionOfType(IOException.class)
                .as("a file of name servers that is empty for a moment")
                .isThrownBy(() -> discovery.discover(without));
    }

    @Test
    void thePlatformIsNotAskedForPodsThatHadNames() throws IOException {
        server.services(SERVICE, 5, "0 50 11211 mc-0." + SERVICE);
        NodeDiscovery discovery = dns().headlessService("mc.default", 11211);
        discovery.discover(network);

        server.services(SERVICE, 5);
        network.resolved.put(SERVICE, List.of("10.2.0.7"));

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> discovery.discover(network));
    }

    @Test
    void whatThePlatformRemembersTakesTheNameServersPlaceOnlyBeforeTheyKnewTheName() throws IOException {
        network.resolved.put(NAME, List.of("10.7.7.7"));
        NodeDiscovery discovery = dns().addresses(NAME, 11211);
        server.code(2);
        assertThat(discovery.discover(network).nodes()).containsExactly(Node.of("10.7.7.7", 11211));
        assertThat(discovery.discover(network).nodes())
                .as("as long as there is nothing better")
                .containsExactly(Node.of("10.7.7.7", 11211));

        server.code(0);
        server.addresses(NAME, 30, "10.0.0.1");
        assertThat(discovery.discover(network).nodes()).containsExactly(Node.of("10.0.0.1", 11211));

        server.code(2);
        assertThatExceptionOfType(IOException.class)
                .as("the name servers fail")
                .isThrownBy(() -> discovery.discover(network))
                .withMessageContaining(NAME);
        server.code(0);
        server.addresses(NAME, 30);
        assertThatExceptionOfType(IOException.class)
                .as("the name servers know no address")
                .isThrownBy(() -> discovery.discover(network))
                .withMessageContaining(NAME);
    }

    @Test
    void aNameServerThatFailsMakesTheLookFail() {
        server.code(2);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> dns().services(NAME).discover(network))
                .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("code 2"));
    }

    @Test
    void theNextNameServerIsAskedWhenOneFails() throws IOException {
        try (ScriptedNameServer other = new ScriptedNameServer()) {
            server.code(5);
            other.services(NAME, 1, "0 0 11211 a.test");

            assertThat(dns().services(NAME)
                            .discover(new NameServersOnly(server, other))
                            .nodes())
                    .hasSize(1);
        }
    }

    /** A resolv.conf may name a server by way of an interface that is not there. */
    @Test
    void theNextNameServerIsAskedWhenOneHasNoAddress() throws IOException {
        server.services(NAME, 1, "0 0 11211 a.test");
        Node nowhere = Node.of("fe80::1%memjay-none", 53);

        assertThat(dns().services(NAME)
                        .discover(new NameServersOnly(Duration.ofSeconds(40), List.of(nowhere, server.node())))
                        .nodes())
                .hasSize(1);
    }

    @Test
    void theSearchListIsTriedInItsOrderForAllTypesTogether() throws IOException {
        Files.write(files().resolvConf(), List.of("search one.test two.test", "options ndots:2"));
        server.addresses("cache.x.two.test", 30, "10.0.0.2", "2001:db8::2");
        server.addresses("cache.x", 30, "10.0.0.3");

        assertThat(dns().addresses("cache.x", 11211).discover(network).nodes())
                .containsExactly(Node.of("10.0.0.2", 11211), Node.of("2001:db8::2", 11211));
        assertThat(dns().addresses("cache.x.", 11211).discover(network).nodes())
                .containsExactly(Node.of("10.0.0.3", 11211));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:0db8:0:0:0:0:0:1, 2001:db8::1",
        "0:0:0:0:0:0:0:1, ::1",
        "0:0:0:0:0:0:0:0, ::",
        "FE80:0:0:0:0:0:0:0, fe80::",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:0:0:1:2:0:0:1, 2001::1:2:0:0:1",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    })
    void anAddressOfSixteenBytesIsOneNodeWhoeverKnowsIt(String address, String text) throws IOException {
        NameServersOnly platform = new NameServersOnly(Duration.ofSeconds(40), List.of());
        platform.resolved.put("six.test", List.of(address));
        assertThat(dns().addresses("six.test", 1).discover(platform).nodes())
                .as("the platform")
                .containsExactly(Node.of(text, 1));

        server.addresses("six.test", 1, address);
        assertThat(dns().addresses("six.test", 1).discover(network).nodes())
                .as("a name server")
                .containsExactly(Node.of(text, 1));

        Files.write(files().hosts(), List.of(address + " six.test"));
        assertThat(dns().addresses("six.test", 1).discover(network).nodes())
                .as("the file of hosts")
                .containsExactly(Node.of(text, 1));
    }

    @Test
    void aSilentNameServerIsNoLongerAskedFirstForAnyName() throws IOException {
        try (ScriptedNameServer silent = new ScriptedNameServer()) {
            silent.silent(true);
            for (String name : List.of("a.test", "b.test")) {
                silent.addresses(name, 3600, "10.0.0.2");
                server.addresses(name, 3600, "10.0.0.1");
            }
            NameServersOnly both = new NameServersOnly(Duration.ofSeconds(8), silent, server);
            DnsProvider dns = dns();

            assertThat(dns.addresses("a.test", 1).discover(both).nodes()).containsExactly(Node.of("10.0.0.1", 1));
            assertThat(dns.addresses("b.test", 1).discover(both).nodes()).containsExactly(Node.of("10.0.0.1", 1));
            assertThat(silent.datagrams()).isEqualTo(1);
            assertThat(server.datagrams()).as("two types of records, twice").isEqualTo(4);

            silent.silent(false);
            server.silent(true);
            assertThat(dns.addresses("a.test", 1).discover(both).nodes()).containsExactly(Node.of("10.0.0.2", 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "@", "a..b", "a b", "a\\b", "schl\u00fcssel.example"})
    void whatIsNoNameIsRefusedAtOnce(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> NodeDiscovery.srv(name));
        assertThatIllegalArgumentException().isThrownBy(() -> NodeDiscovery.dns(name, 11211));
    }
}
