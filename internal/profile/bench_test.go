package profile_test

import (
	"encoding/json"
	"testing"
	"time"

	"lanyard/internal/profile"
)

func sample() profile.Profile {
	return profile.Profile{
		ID: "prod-eu-k3v7m2qx5ahd", Name: "prod-eu", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com",
		SecretKind: profile.APIKey, KeyID: "prod-eu-0a1b2c3d4e5f", SpaceID: "8f1c2f3e-9f3a-4a52-8a87-0d6f4f1a2b3c",
		Tags: []string{"churn", "team-a"}, Production: true,
		CreatedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), ChangedAt: time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC),
	}
}

func BenchmarkUnmarshal(b *testing.B) {
	data, err := json.Marshal(sample())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var p profile.Profile
		if err := json.Unmarshal(data, &p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPlatform(b *testing.B) {
	p := sample()
	b.ReportAllocs()
	for b.Loop() {
		_ = p.Platform()
	}
}

func BenchmarkBound(b *testing.B) {
	p := sample()
	b.ReportAllocs()
	for b.Loop() {
		_ = p.Bound()
	}
}

func BenchmarkCheck(b *testing.B) {
	p := sample()
	b.ReportAllocs()
	for b.Loop() {
		if err := profile.Check(p); err != nil {
			b.Fatal(err)
		}
	}
}
