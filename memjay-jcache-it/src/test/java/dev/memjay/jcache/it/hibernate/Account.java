package dev.memjay.jcache.it.hibernate;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** Cached as nobody should over memcached: READ_WRITE, whose lock is one of the JVM. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
public class Account {
    @Id
    long id;

    long balance;

    protected Account() {}

    Account(long id, long balance) {
        this.id = id;
        this.balance = balance;
    }
}
