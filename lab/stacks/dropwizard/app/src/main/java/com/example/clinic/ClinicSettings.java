package com.example.clinic;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.client.JerseyClientConfiguration;
import io.dropwizard.core.Configuration;
import io.dropwizard.db.DataSourceFactory;

/** What clinic.yml holds. */
public class ClinicSettings extends Configuration {
    @JsonProperty
    public DataSourceFactory visits = new DataSourceFactory();

    @JsonProperty
    public DataSourceFactory pharmacy = new DataSourceFactory();

    @JsonProperty
    public JerseyClientConfiguration insurer = new JerseyClientConfiguration();
}
