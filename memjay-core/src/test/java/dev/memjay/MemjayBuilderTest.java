package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.memjay.internal.setting.Setting;
import dev.memjay.model.Credentials;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.SettingInfo;
import dev.memjay.model.SettingInfo.Origin;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings: where they come from, what is refused, and how they are told. */
class MemjayBuilderTest {
    /** A client that is never connected: builds and closes. */
    private static List<SettingInfo> settingsOf(MemjayBuilder builder) {
        try (Memjay memjay = builder.build()) {
            return memjay.settings();
        }
    }

    private static SettingInfo setting(List<SettingInfo> settings, String name) {
        return settings.stream()
                .filter(info -> info.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everySettingHasAMethodOfItsName() {
        Set<String> methods = Arrays.stream(MemjayBuilder.class.getMethods())
                .filter(method -> method.getDeclaringClass() == MemjayBuilder.class)
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .map(Method::getName)
                .collect(Collectors.toSet());

        assertThat(Setting.all().stream().map(Setting::name)).isSubsetOf(methods);
    }

    @Test
    void everyTextSettingCanBeSetByItsName() {
        MemjayBuilder builder = Memjay.builder();
        for (Setting<?> setting : Setting.all()) {
            if (setting.isText()) {
                builder.set(setting.name(), setting.showDefault());
            }
        }

        assertThat(settingsOf(builder))
                .filteredOn(info -> info.origin() == Origin.BUILDER)
                .extracting(SettingInfo::name)
                .containsExactlyElementsOf(Setting.all().stream()
                        .filter(Setting::isText)
                        .map(Setting::name)
                        .toList());
    }

    @Test
    void whatCannotBeSetByNameIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memjay.builder().set("timeOut", "50ms"))
                .withMessageStartingWith("the setting 'timeOut' is unknown; did you mean 'timeout'? Known: servers, ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memjay.builder().set("timeout", "50"))
                .withMessage("timeout is '50'; it has to be 1ms to 1h");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memjay.builder().set("listener", "none"))
                .withMessage("listener is 'none'; it has to be a MemjayListener, given to the builder");
    }

    @Test
    void defaultsAreToldAsSuch() {
        List<SettingInfo> settings = settingsOf(Memjay.builder());

        assertThat(settings).allMatch(info -> info.origin() == Origin.DEFAULT);
        assertThat(setting(settings, "servers").value()).isEqualTo("127.0.0.1:11211");
        assertThat(setting(settings, "timeout").value()).isEqualTo("1s");
        assertThat(setting(settings, "connectTimeout").value()).isEqualTo("1s");
        assertThat(setting(settings, "maxInFlightBytes"))
                .isEqualTo(new SettingInfo("maxInFlightBytes", "67108864", "bytes", Origin.DEFAULT));
        assertThat(setting(settings, "ttl").value()).isEqualTo("never");
    }

    @Test
    void theLastCallWinsAndIsTheOrigin() {
        List<SettingInfo> settings = settingsOf(Memjay.builder()
                .timeout(Duration.ofSeconds(3))
                .connectTimeout(Duration.ofSeconds(4))
                .uri("memcached://h1:1,h2:2/p?timeout=50ms&failurePolicy=miss_reads&noDelay=false")
                .keepAlive(false));

        assertThat(setting(settings, "timeout")).isEqualTo(new SettingInfo("timeout", "50ms", "", Origin.URI));
        assertThat(setting(settings, "connectTimeout").origin()).isEqualTo(Origin.BUILDER);
        assertThat(setting(settings, "servers")).isEqualTo(new SettingInfo("servers", "h1:1,h2:2", "", Origin.URI));
        assertThat(setting(settings, "prefix").value()).isEqualTo("p");
        assertThat(setting(settings, "failurePolicy").value()).isEqualTo("miss_reads");
        assertThat(setting(settings, "keepAlive")).isEqualTo(new SettingInfo("keepAlive", "false", "", Origin.BUILDER));
    }

    @Test
    void aCloneHasTheSameSettingsAndChangesItsOwn() {
        try (Memjay first = Memjay.create("memcached://h1?timeout=50ms");
                Memjay second =
                        first.toBuilder().failurePolicy(FailurePolicy.MISS).build()) {
            assertThat(setting(second.settings(), "timeout")).isEqualTo(setting(first.settings(), "timeout"));
            assertThat(setting(second.settings(), "failurePolicy").value()).isEqualTo("miss");
            assertThat(setting(first.settings(), "failurePolicy").value()).isEqualTo("throw");
            assertThat(second.nodes()).isEqualTo(first.nodes());
        }
    }

    static List<Setting<?>> textSettings() {
        return Setting.all().stream().filter(Setting::isText).toList();
    }

    @ParameterizedTest
    @MethodSource("textSettings")
    <T> void whatSettingsTellCanBeReadAgain(Setting<T> setting) {
        assertThat(setting.show(setting.parse(setting.showDefault()))).isEqualTo(setting.showDefault());
    }

    @Test
    void onlyObjectsAreTheBuildersAlone() {
        assertThat(Setting.all().stream().filter(setting -> !setting.isText()).map(Setting::name))
                .containsExactly("discovery", "credentials", "callbackExecutor", "listener", "telemetry");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout=0ms | timeout is '0s' | 1ms to 1h",
                "timeout=2h | timeout is '2h' | 1ms to 1h",
                "timeout=50 | timeout is '50' | 1ms to 1h",
                "connectTimeout=999us | connectTimeout is '999us' | 1ms to 1h",
                "connectionsPerServer=0 | connectionsPerServer is '0' | 1 to 64",
                "maxInFlight=100 | maxInFlight is '100' | a power of two",
                "maxInFlightBytes=1 | maxInFlightBytes is '1' | 65536 to",
                "waitWhenFull=yes | waitWhenFull is 'yes' | true or false",
                "sendBuffer=-1 | sendBuffer is '-1' | 0 to",
                "reconnectPause=6m | reconnectPause is '6m' | 1ms to 5m",
                "failurePolicy=ignore | failurePolicy is 'ignore' | throw, miss_reads or miss",
                "keyPolicy=any | keyPolicy is 'any' | reject, utf8, binary or hash",
                "namespace=a%20b | namespace is 'a b' | printable ASCII",
                "placement=magic | placement is 'magic' | ketama-weighted",
                "protocol=telnet | protocol is 'telnet' | meta",
                "ttl=0s | ttl is '0s' | longer than zero",
                "callbackExecutor=pool | callbackExecutor is 'pool' | builder",
                "timeuot=1s | parameter 'timeuot' is unknown | did you mean 'timeout'? Known: discoveryInterval,",
                "TTL=1s | parameter 'TTL' is unknown | did you mean 'ttl'?",
                "maxInflight=16 | parameter 'maxInflight' is unknown | did you mean 'maxInFlight'?",
                "expiring=1s | parameter 'expiring' is unknown. | Known: discoveryInterval,",
                "servers=h2 | parameter 'servers' is unknown | Known:",
            })
    void badValuesAreRefusedWithNameValueAndWhatWouldDo(String parameter, String what, String remedy) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memjay.builder().uri("memcached://h?" + parameter.strip()))
                .withMessageContaining(what.strip())
                .withMessageContaining(remedy.strip());
    }

    @Test
    void methodsRefuseTheSameValues() {
        Map<String, Function<MemjayBuilder, MemjayBuilder>> calls = Map.of(
                "timeout is '0s'",
                b -> b.timeout(Duration.ZERO),
                "timeout is 'PT",
                b -> b.timeout(Memjay.NEVER),
                "connectionsPerServer is '65'",
                b -> b.connectionsPerServer(65),
                "maxInFlight is '3'",
                b -> b.maxInFlight(3),
                "namespace is '" + "n".repeat(128),
                b -> b.namespace("n".repeat(128)),
                "Memjay.NEVER",
                b -> b.ttl(Duration.ofSeconds(-1)),
                "servers is empty",
                b -> b.servers(),
                "h:11211 twice",
                b -> b.servers("h", "h:11211"));

        calls.forEach((message, call) -> assertThatIllegalArgumentException()
                .isThrownBy(() -> call.apply(Memjay.builder()))
                .withMessageContaining(message));
    }

    @Test
    void nullsAreNamed() {
        assertThatNullPointerException()
                .isThrownBy(() -> Memjay.builder().timeout(null))
                .withMessage("timeout");
        assertThatNullPointerException()
                .isThrownBy(() -> Memjay.builder().uri(null))
                .withMessage("uri");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "memcached://user@h | no password",
                "memcached://h?password=secret | no user",
                "memcached+udp://user:secret@h | UDP",
                "memcached+udp://h?tls=true | UDP",
            })
    void whatContradictsItselfIsRefusedWhenItIsBuilt(String uri, String what) {
        MemjayBuilder builder = Memjay.builder().uri(uri.strip());

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining(what.strip())
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void passwordsAreNeverTold() {
        List<SettingInfo> settings = settingsOf(Memjay.builder()
                .uri("memcacheds://user:secret@h?tlsKeyPassword=secret&tlsTrustPassword=secret")
                .credentials(() -> Credentials.of("user", "secret")));

        assertThat(setting(settings, "password").value()).isEqualTo("***");
        assertThat(setting(settings, "user").value()).isEqualTo("user");
        assertThat(setting(settings, "tls").value()).isEqualTo("true");
        assertThat(settings.toString()).doesNotContain("secret");
        assertThat(Credentials.of("user", "secret")).hasToString("user:***");
    }
}
