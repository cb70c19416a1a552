package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.discovery.NodeDiscovery;
import dev.memjay.internal.setting.Setting;
import dev.memjay.internal.setting.Settings;
import dev.memjay.model.Credentials;
import dev.memjay.model.Node;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No part of a password is ever told back, however a URI or a list of servers is spoiled. */
class PasswordsInMessagesTest {
    private static final String MARKER = "Zq7XwK9vJp3QfYh2";
    private static final String DIGITS = "7391826450";
    private static final int TELLING = 4;
    private static final String SPECIALS = "/?#@:%&=,;[]{}+ \\|\"'~!$^*()<>.-_\t\u0001\u00e9";
    private static final List<String> SCHEMES = List.of(
            "memcached://",
            "memcacheds://",
            "memcached+unix://",
            "memcached+unix:///",
            "memcached+udp://",
            "memcached+dns://",
            "memcacheds+srv://",
            "memcached+elasticache://",
            "memcached+memorystore://",
            "memcached+kubernetes://",
            "redis://",
            " memcached://",
            "memcached:",
            "memcached:/",
            "memcached:///",
            "//",
            "://",
            "");
    private static final List<String> HOSTS = List.of(
            "h",
            "h:1",
            "h:x",
            "h:0",
            "h:99999",
            "h:1:2",
            "h1,h2:2",
            "h1,,h2",
            "[::1]:1",
            "[::1",
            "::1",
            "ho st",
            "h%zz",
            "",
            ":1",
            "udp:h:1",
            "h1,ann:other@h2");
    private static final List<String> ENDS = List.of(
            "",
            "/",
            "/p",
            "/p%zz",
            "/p#f",
            "#f",
            "?",
            "?timeout=1s",
            "?timeout=1parsec",
            "?timeout",
            "?unknown=1",
            "?timeout=1s&timeout=2s",
            "?weights=1,x",
            "?weights=1",
            "?prefix=q",
            "/p?prefix=q",
            "?downNodePolicy=gutter:1:x",
            "?nameServers=x:y");

    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("dev.memjay");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord log) {
            logged.add(log);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void nothingIsLogged() {
        logger.removeHandler(handler);
        assertThat(logged).isEmpty();
    }

    private record Told(String input, String text) {}

    /** Everything that is said when an input is tried: the row of settings, or the error with its causes. */
    private static Told tried(String input, Consumer<MemjayBuilder> use) {
        Settings settings = new Settings();
        StringBuilder text = new StringBuilder();
        try {
            MemjayBuilder builder = new MemjayBuilder(settings);
            use.accept(builder);
            // an identity in hexadecimal digits may look like a password of digits
            text.append(builder.toString().replaceFirst("@[0-9a-f]+$", "")).append(settings.infos());
            if (settings.find(Setting.DISCOVERY) == null) {
                text.append(builder.layout());
            } else {
                builder.layout();
            }
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                text.append(cause).append('\n');
                Stream.of(cause.getSuppressed()).forEach(text::append);
            }
        }
        return new Told(input, text.toString());
    }

    private static void assertNothingTold(Told told, String password) {
        for (String piece : password.split("[^A-Za-z0-9]+")) {
            for (int i = 0; i + TELLING <= piece.length(); i++) {
                assertThat(told.text()).as(told.input()).doesNotContain(piece.substring(i, i + TELLING));
            }
        }
    }

    private static <T> T any(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** The marker with some characters put in between, percent-encoded or not. */
    private static String password(Random random, String marker, String specials) {
        StringBuilder password = new StringBuilder(marker);
        for (int i = random.nextInt(4); i > 0; i--) {
            String special = String.valueOf(specials.charAt(random.nextInt(specials.length())));
            password.insert(random.nextInt(password.length() + 1), random.nextInt(3) == 0 ? encoded(special) : special);
        }
        return password.toString();
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(String.format("%%%02X", b & 0xFF));
        }
        return encoded.toString();
    }

    @Test
    void noSpoiledUriTellsThePassword() {
        Random random = new Random(14);
        for (int i = 0; i < 30_000; i++) {
            String password = password(random, random.nextInt(4) == 0 ? DIGITS : MARKER, SPECIALS);
            String user = any(random, List.of("bob", "", "b%40b", "b@b", "b/b", "b?b", "bob%"));
            String uri = any(random, SCHEMES) + user + ":" + password + "@" + any(random, HOSTS) + any(random, ENDS);

            assertNothingTold(tried(uri, builder -> builder.uri(uri)), password);
            assertNothingTold(tried(uri, builder -> builder.servers(uri)), password);
            assertNothingTold(tried(uri, builder -> builder.servers("h1", "h2," + uri)), password);
        }
    }

    @Test
    void noUriWithoutAHostTellsThePassword() {
        Random random = new Random(15);
        for (int i = 0; i < 10_000; i++) {
            String password = password(random, MARKER, SPECIALS.replaceAll("[@,]", ""));
            String uri = any(random, SCHEMES.subList(0, 2))
                    + any(random, List.of("bob:", "bob%3A", "h,bob:", "udp:bob:"))
                    + password
                    + any(random, List.of("", "@", "%40", "%40h", ",h", "@,h"));

            assertNothingTold(tried(uri, builder -> builder.uri(uri)), password);
        }
    }

    @Test
    void noSpoiledParameterTellsThePassword() {
        Random random = new Random(16);
        for (int i = 0; i < 20_000; i++) {
            String password = password(random, MARKER, SPECIALS);
            String uri = "memcached://" + any(random, HOSTS.subList(0, 4))
                    + any(random, List.of("?", "?timeout=1s&", "?user=bob&"))
                    + any(
                            random,
                            List.of(
                                    "password=",
                                    "password:",
                                    "password",
                                    "tlsTrustPassword=",
                                    "tlsKeyPassword=",
                                    "pasword=",
                                    "credentials=bob:",
                                    "password=x&password="))
                    + password
                    + any(random, List.of("", "&", "&timeout", "&timeout=%zz", "&unknown=1", "&password=x", "#x"));

            assertNothingTold(tried(uri, builder -> builder.uri(uri)), password);
        }
    }

    static Stream<String> forms() {
        return Stream.of(
                "memcached://bob:%s/x@host",
                "memcached://bob:x/%s@host",
                "memcached://bob:1234/%s@host",
                "memcached://bob:1234?prefix=%s@host",
                "memcached://bob:x?%s@host",
                "memcached://bob:x?y=1&%s@host",
                "memcached://bob:x#%s@host",
                "memcached://bob:x@y/%s@host",
                "memcached://bob:%s",
                "memcached://bob:%s@",
                "memcached://bob%%3A%s%%40host",
                "memcached://:%s@host",
                "memcached://h1,bob:%s@h2",
                "memcached://ann:x@h1,bob:%s/x@h2",
                "memcached+dns://bob:%s/x@host",
                "memcached+srv://bob:1/%s@host:1",
                "memcacheds+elasticache://bob:%s?x@host",
                "memcached+unix://bob:%s@/run/m.sock",
                "memcached+udp://bob:%s@host:x",
                "mysql://bob:%s@host",
                "memcached:/bob:%s@host",
                "bob:%s://x@host",
                "memcached//bob:%s@host/?x=a://b",
                "memcached://host?credentials=bob:%s",
                "memcached://host?password:%s",
                "memcached://host?password=a&%s",
                "memcached://host?password=a&%s=b",
                "memcached://host?password=a&%s=%%zz",
                "memcached://host?password=a&%s=b&%s=c",
                "memcached://host?nameServers=bob:%s@1.1.1.1",
                "memcached://host?downNodePolicy=gutter:bob:%s@host",
                "memcached://a,b?weights=bob:%s@host",
                "memcached://host?bob:%s@host=1");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void noFormTellsThePassword(String form) {
        String uri = form.replace("%s", MARKER).replace("%%", "%");

        Told told = tried(uri, builder -> builder.uri(uri).servers(uri));

        assertThat(told.text()).contains("IllegalArgumentException");
        assertNothingTold(told, MARKER);
    }

    @Test
    void theErrorSaysWhatToWrite() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memjay.create("memcached://bob:" + MARKER + "/x@host"))
                .withMessageContaining("'@'")
                .withMessageContaining("%2F")
                .withMessageContaining("user() and password()");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memjay.builder().servers("bob:" + MARKER + "@host"))
                .withMessageContaining("memcached://user:password@host")
                .withMessageContaining("user() and password()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob:" + MARKER + "@host", "bob@" + MARKER, MARKER + "@"})
    void noHostOfANodeHoldsALogin(String host) {
        for (Consumer<MemjayBuilder> use : List.<Consumer<MemjayBuilder>>of(
                builder -> builder.nodes(List.of(Node.of(host, 1))),
                builder -> builder.nodes(List.of(Node.udp(host, 1))),
                builder -> builder.discovery(NodeDiscovery.dns(host, 1)),
                builder -> builder.discovery(NodeDiscovery.srv(host)),
                builder -> builder.discovery(NodeDiscovery.kubernetes(host, 1)),
                builder -> builder.nameServers("1.1.1.1", host))) {
            Told told = tried(host, use);

            assertThat(told.text()).contains("IllegalArgumentException", "not shown");
            assertNothingTold(told, MARKER);
        }
    }

    private record Vault(String user, String password) implements Supplier<Credentials> {
        @Override
        public Credentials get() {
            return Credentials.of(user, password);
        }
    }

    @Test
    void aSupplierIsNotShown() {
        Told told = tried("", builder -> builder.credentials(new Vault("bob", MARKER)));

        assertThat(told.text()).containsPattern(Pattern.compile("credentials.*\\*\\*\\*"));
        assertNothingTold(told, MARKER);
    }
}
