package dev.memjay.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;

/** What a machine's files say of names. */
class ResolverFilesTest {
    @TempDir
    Path folder;

    private ResolverFiles files() {
        return new ResolverFiles(folder.resolve("resolv.conf"), folder.resolve("hosts"));
    }

    private ResolverFiles.ResolvConf resolvConf(String... lines) throws IOException {
        Files.write(files().resolvConf(), List.of(lines));
        return files().readResolvConf();
    }

    private static List<String> absoluteNames(ResolverFiles.ResolvConf conf, String name) {
        return conf.absoluteNames(RecordLookup.name(name)).stream()
                .map(Name::toString)
                .toList();
    }

    @Test
    void nameServersAndSearchListAreRead() throws IOException {
        ResolverFiles.ResolvConf conf = resolvConf(
                "# a comment",
                "nameserver 10.96.0.10",
                "  nameserver   2001:db8::53",
                "search default.svc.cluster.local svc.cluster.local",
                "options ndots:5 timeout:2");

        assertThat(conf.servers())
                .containsExactly(new InetSocketAddress("10.96.0.10", 53), new InetSocketAddress("2001:db8::53", 53));
        assertThat(absoluteNames(conf, "mc.default"))
                .containsExactly(
                        "mc.default.default.svc.cluster.local.", "mc.default.svc.cluster.local.", "mc.default.");
        assertThat(absoluteNames(conf, "a.b.c.d.e.f"))
                .startsWith("a.b.c.d.e.f.")
                .hasSize(3);
        assertThat(absoluteNames(conf, "mc.")).containsExactly("mc.");
    }

    @Test
    void withoutASearchListANameIsTriedAsItIs() throws IOException {
        assertThat(absoluteNames(resolvConf(), "mc")).containsExactly("mc.");
        assertThat(absoluteNames(resolvConf("search ."), "mc")).containsExactly("mc.");
    }

    @Test
    void aNameThatIsTooLongWithADomainIsNotTriedThere() throws IOException {
        String longest = "a".repeat(63) + "." + "b".repeat(63) + "." + "c".repeat(63) + ".d";

        assertThat(absoluteNames(resolvConf("search " + "e".repeat(63), "options ndots:1"), longest))
                .containsExactly(longest + ".");
    }

    @Test
    void theFilesAreReadAnewEachTimeAndNeedNotBeThere() throws IOException {
        assertThat(files().readResolvConf().servers()).isEmpty();
        assertThat(resolvConf("nameserver 10.0.0.1").servers()).hasSize(1);
        assertThat(resolvConf("nameserver 10.0.0.1", "nameserver 10.0.0.2").servers())
                .hasSize(2);
    }

    @Test
    void aLineThatIsNotWrittenToItsEndIsLeftOut() throws IOException {
        ResolverFiles.ResolvConf conf =
                resolvConf("nameserver 10.0.0.1", "search", "", "options", "domain", "nameserver ");

        assertThat(conf.servers()).containsExactly(new InetSocketAddress("10.0.0.1", 53));
        assertThat(absoluteNames(conf, "mc")).containsExactly("mc.");
    }

    @Test
    void hostsAreFoundByAnyOfTheirNames() throws IOException {
        assertThat(files().addresses("one")).isEmpty();

        Files.write(
                files().hosts(),
                List.of("127.0.0.1 localhost # mc", "10.0.0.1\tone.example One", "10.0.0.2 one", "::1 localhost"));

        assertThat(files().addresses("one")).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(files().addresses("localhost.")).containsExactly("127.0.0.1", "::1");
        assertThat(files().addresses("mc")).isEmpty();
    }
}
