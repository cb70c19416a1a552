package dev.memjay.server.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys from PEM files, with any text around them, keys in PKCS#8 or as RSA in PKCS#1. */
final class PemFiles {
    private static final Pattern CERTIFICATE = block("(?:X509 |TRUSTED )?CERTIFICATE");
    private static final Pattern KEY = block("(?:RSA )?PRIVATE KEY");
    private static final int INTEGER = 0x02;
    /** Version 0 and the algorithm rsaEncryption, as PKCS#8 puts them before an RSA key of PKCS#1. */
    private static final byte[] RSA_HEAD = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    private PemFiles() {}

    private static Pattern block(String name) {
        return Pattern.compile("-----BEGIN " + name + "-----([A-Za-z0-9+/=\\s]+)-----END");
    }

    static X509Certificate[] certificates(Path file) throws IOException, GeneralSecurityException {
        Matcher blocks = CERTIFICATE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        while (blocks.find()) {
            byte[] der = Base64.getMimeDecoder().decode(blocks.group(1));
            certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
        }
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no certificate in " + file);
        }
        return certificates.toArray(new X509Certificate[0]);
    }

    static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Matcher keys = KEY.matcher(text);
        if (keys.find()) {
            byte[] der = Base64.getMimeDecoder().decode(keys.group(1));
            return pkcs8Key(isPkcs1(der) ? wrapRsa(der) : der);
        }
        throw new GeneralSecurityException("no private key of PKCS#8 or PKCS#1 without a password in " + file);
    }

    /**
     * Whether a number, and not an algorithm, follows the version. The label does not tell: PKCS#8 is found under that of
     * PKCS#1 too, and memcached reads it.
     */
    private static boolean isPkcs1(byte[] der) {
        int lengths = der.length > 1 && der[1] < 0 ? der[1] & 0x7F : 0;
        int next = 2 + lengths + 3; // the version is one byte
        return next < der.length && der[next] == INTEGER;
    }

    private static PrivateKey pkcs8Key(byte[] der) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        } catch (InvalidKeySpecException notRsa) {
            return KeyFactory.getInstance("EC").generatePrivate(spec);
        }
    }

    private static byte[] wrapRsa(byte[] pkcs1) {
        byte[] octets = Der.value(0x04, pkcs1);
        byte[] body = ByteBuffer.allocate(RSA_HEAD.length + octets.length)
                .put(RSA_HEAD)
                .put(octets)
                .array();
        return Der.value(0x30, body);
    }
}
