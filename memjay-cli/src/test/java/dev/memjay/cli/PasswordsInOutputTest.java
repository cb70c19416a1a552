package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.cli.console.ExitStatus;
import dev.memjay.server.MemcachedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No part of a password that stands among the arguments is printed, whatever is wrong with them. */
class PasswordsInOutputTest {
    private static final String MARKER = "Zq7XwK9vJp3QfYh2";

    private static void assertNothingPrinted(CommandRun run) {
        for (int i = 0; i + 4 <= MARKER.length(); i++) {
            assertThat(run.out() + run.err()).doesNotContain(MARKER.substring(i, i + 4));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get key --servers memcached://bob:%s/x@h",
                "get key --servers=memcached://bob:%s?x@h",
                "get key --verbose --servers memcached://bob:%s/x@h",
                "get key --json --servers memcached://bob:%s",
                "get key --servers bob:%s@h",
                "get key --servers h1,bob:%s@h2",
                "settings --servers memcached://bob:1234/%s@h",
                "settings --servers memcached://h?credentials=%s",
                "nodes key --servers memcached+dns://bob:%s#x@h",
                "get key --server=memcached://bob:%s@h",
                "get key --server memcached://bob:%s@h",
                "get key -s memcached://bob:%s@h",
                "memcached://bob:%s@h get key",
                "bob:%s@h",
                "get key --timeout memcached://bob:%s@h",
                "get key --timeout=memcached://bob:%s@h",
                "get key --json=memcached://bob:%s@h",
                "version memcached://bob:%s@h",
                "settings bob:%s@h",
                "serve --usr=bob:%s",
                "serve --usr bob:%s",
                "serve --usr:bob:%s",
                "serve --user bob%s",
                "serve --tls=bob:%s",
                "serve bob:%s",
                "serve memcached://bob:%s@h",
                "demo --servers memcached://bob:%s/x@h"
            })
    void wrongArgumentsAreRefusedWithoutIt(String arguments) {
        CommandRun run = CommandRun.of(arguments.replace("%s", MARKER).split(" "));

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).isNotBlank();
        assertNothingPrinted(run);
    }

    @Test
    void whatIsInEffectIsShownWithoutIt() {
        try (MemcachedServer server =
                MemcachedServer.builder().asciiUser("bob", MARKER).start()) {
            String servers = "memcached://bob:" + MARKER + "@" + server.address();
            CommandRun settings = CommandRun.of("settings", "--servers", servers);
            CommandRun demo = CommandRun.of("demo", "--servers", servers);
            CommandRun refused = CommandRun.of("get", "key", "--servers", servers.replace("bob:", "bob:x"));

            assertThat(settings.out()).contains("password\t***\turi");
            assertThat(demo.out()).contains("Memjay on " + server.address());
            assertThat(demo.status()).isEqualTo(ExitStatus.DONE);
            assertThat(refused.err()).contains("'bob'");
            assertNothingPrinted(settings);
            assertNothingPrinted(demo);
            assertNothingPrinted(refused);
        }
    }
}
