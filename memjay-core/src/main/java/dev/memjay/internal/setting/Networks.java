package dev.memjay.internal.setting;

import dev.memjay.internal.connection.NetworkSettings;
import dev.memjay.internal.connection.talk.LoginSettings;
import dev.memjay.internal.connection.talk.LoginSettings.Method;
import dev.memjay.internal.connection.transport.Names;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TlsSettings;
import dev.memjay.model.Credentials;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the settings say about the way to the servers, as the connections want to hear it. */
public final class Networks {
    private Networks() {}

    /**
     * @param names whom to ask for the addresses of servers
     */
    public static NetworkSettings of(Settings settings, Names names) {
        return new NetworkSettings(
                socket(settings), settings.get(Setting.TLS) ? tls(settings) : null, login(settings), names);
    }

    private static SocketSettings socket(Settings settings) {
        return new SocketSettings(
                settings.get(Setting.NO_DELAY),
                settings.get(Setting.KEEP_ALIVE),
                settings.get(Setting.SEND_BUFFER),
                settings.get(Setting.RECEIVE_BUFFER),
                wholeSeconds(settings.get(Setting.KEEP_ALIVE_IDLE)),
                wholeSeconds(settings.get(Setting.KEEP_ALIVE_INTERVAL)),
                settings.get(Setting.KEEP_ALIVE_COUNT),
                settings.get(Setting.LINGER),
                settings.get(Setting.TRAFFIC_CLASS),
                settings.get(Setting.LOCAL_ADDRESS));
    }

    private static TlsSettings tls(Settings settings) {
        return new TlsSettings(
                settings.get(Setting.TLS_TRUST),
                settings.get(Setting.TLS_TRUST_PASSWORD),
                settings.get(Setting.TLS_CERTIFICATE),
                settings.get(Setting.TLS_KEY),
                settings.get(Setting.TLS_KEY_PASSWORD),
                settings.get(Setting.TLS_HOST_NAME_CHECK),
                settings.get(Setting.TLS_SERVER_NAME),
                list(settings.get(Setting.TLS_PROTOCOLS)),
                list(settings.get(Setting.TLS_CIPHERS)));
    }

    private static List<String> list(String commaSeparated) {
        return commaSeparated.isBlank()
                ? List.of()
                : Arrays.stream(commaSeparated.split(",")).map(String::strip).toList();
    }

    private static @Nullable LoginSettings login(Settings settings) {
        if (!logsIn(settings)) {
            return null;
        }
        Supplier<Credentials> supplier = settings.find(Setting.CREDENTIALS);
        if (supplier != null) {
            return new LoginSettings(supplier, method(settings));
        }
        Credentials fixed = Credentials.of(settings.get(Setting.USER), settings.get(Setting.PASSWORD));
        return new LoginSettings(() -> fixed, method(settings));
    }

    /** Whether there is somebody to log in. */
    static boolean logsIn(Settings settings) {
        return settings.find(Setting.CREDENTIALS) != null
                || !settings.get(Setting.USER).isEmpty();
    }

    private static Method method(Settings settings) {
        Method method = settings.get(Setting.LOGIN_METHOD);
        boolean isText = !settings.get(Setting.PROTOCOL).equals("binary");
        return method == Method.AUTO && isText ? Method.ASCII : method;
    }

    private static int wholeSeconds(Duration duration) {
        return (int) duration.plusSeconds(1).minusNanos(1).toSeconds();
    }
}
