# The commands of Lanyard, from the released archives.
class LanyardCli < Formula
  desc "Credentials and tokens for IBM watsonx, on the command-line"
  homepage "https://lanyard.app"
  version "@VERSION@"
  license "Apache-2.0"

  on_macos do
    on_arm do
      url "@RELEASES@/lanyard-cli-@VERSION@-macos-arm64.tar.xz"
      sha256 "@SHA256:lanyard-cli-@VERSION@-macos-arm64.tar.xz@"
    end
    on_intel do
      url "@RELEASES@/lanyard-cli-@VERSION@-macos-amd64.tar.xz"
      sha256 "@SHA256:lanyard-cli-@VERSION@-macos-amd64.tar.xz@"
    end
  end

  on_linux do
    depends_on arch: :x86_64
    url "@RELEASES@/lanyard-cli-@VERSION@-linux-amd64.tar.xz"
    sha256 "@SHA256:lanyard-cli-@VERSION@-linux-amd64.tar.xz@"
  end

  def install
    bin.install "bin/lanyard"
    man1.install Dir["share/man/man1/*.1"]
    bash_completion.install "share/bash-completion/completions/lanyard"
    zsh_completion.install "share/zsh/site-functions/_lanyard"
    fish_completion.install "share/fish/vendor_completions.d/lanyard.fish"
  end

  test do
    assert_match "lanyard #{version}", shell_output("#{bin}/lanyard version")
  end
end
