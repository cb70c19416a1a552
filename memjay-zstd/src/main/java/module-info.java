/** Compression for Memjay by Zstandard. */
module dev.memjay.zstd {
    requires com.github.luben.zstd_jni;
    requires transitive dev.memjay;
    requires static transitive org.jspecify;

    exports dev.memjay.zstd;
}
