package dev.memjay.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.it.clients.Program.Ended;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients of other languages do a full round of their verbs, each in every protocol that it speaks. */
class ForeignClientsTest {
    @ParameterizedTest
    @EnumSource
    void pymemcache(ServerKind kind) throws Exception {
        round(Program.find("python3", "python3-pymemcache", "-c", "import pymemcache"), "pymemcache_round.py", kind);
    }

    @ParameterizedTest
    @EnumSource
    void pylibmc(ServerKind kind) throws Exception {
        round(Program.find("python3", "python3-pylibmc", "-c", "import pylibmc"), "pylibmc_round.py", kind);
    }

    @ParameterizedTest
    @EnumSource
    void dalli(ServerKind kind) throws Exception {
        round(Program.find("ruby", "ruby-dalli", "-r", "dalli", "-e", "1"), "dalli_round.rb", kind);
    }

    @ParameterizedTest
    @EnumSource
    void phpMemcached(ServerKind kind) throws Exception {
        round(Program.find("php", "php-cli php-memcached", "--ri", "memcached"), "memcached_round.php", kind);
    }

    private static void round(Program program, String script, ServerKind kind) throws Exception {
        try (ServerKind.Running server = kind.start()) {
            Ended ended = program.runScript(script, Integer.toString(server.port()));
            assertThat(ended.status()).as("%s: %s", script, ended.output()).isZero();
            assertThat(ended.output()).endsWith("every verb answered as expected");
        }
    }
}
