package dev.memjay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.server.net.Endpoints.Encryption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the values of single options mean, and the words in which bad ones are refused. */
class OptionValuesTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.2,127.0.0.2,7,AS_SET",
        "127.0.0.2:9,127.0.0.2,9,AS_SET",
        "notls:localhost:9,localhost,9,NONE",
        "btls:localhost,localhost,7,OF_SERVER",
        "mtls:[::1]:9,::1,9,MUTUAL",
        "[::1],::1,7,AS_SET",
        "fe80::1,fe80::1,7,AS_SET",
        "*,0.0.0.0,7,AS_SET",
        "*:9,0.0.0.0,9,AS_SET"
    })
    void addresses(String text, String host, int port, Encryption encryption) {
        assertThat(ListenAddress.parse(text, 7)).isEqualTo(new ListenAddress(host, port, encryption));
    }

    @Test
    void sizesAndProtocols() {
        assertThat(OptionValues.itemSize("2k")).isEqualTo(2048);
        assertThat(OptionValues.itemSize("3M")).isEqualTo(3 << 20);
        assertThat(OptionValues.itemSize("4096")).isEqualTo(4096);
        assertThat(OptionValues.protocol("auto")).isEqualTo(MemcachedServerBuilder.Protocol.AUTO);
    }

    @Test
    void badValuesAreNamed() {
        assertThatThrownBy(() -> OptionValues.itemSize("1023")).hasMessageContaining("less than 1024 bytes");
        assertThatThrownBy(() -> OptionValues.itemSize("1025m")).hasMessageContaining("higher than a gigabyte");
        assertThatThrownBy(() -> OptionValues.number("port", "65536", 0, 65535))
                .hasMessage("port must be 0 to 65535: 65536");
        assertThatThrownBy(() -> ListenAddress.parse(":9", 7)).hasMessageContaining("no address to listen on");
        assertThatThrownBy(() -> ServeOptions.parse("--tls=yes")).hasMessageContaining("takes no value");
        assertThatThrownBy(() -> ServeOptions.parse("-qx")).hasMessageContaining("unknown option: -q");
    }
}
